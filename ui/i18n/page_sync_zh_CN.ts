<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AsideCard</name>
    <message>
        <source>Seen</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>ConflictCard</name>
    <message>
        <source>on this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>at the other place</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>Keep this computer&apos;s</source>
        <translation>以本机为准</translation>
    </message>
    <message>
        <source>Take the other one</source>
        <translation>以对方为准</translation>
    </message>
    <message>
        <source>What was measured or signed is never rewritten. If it is wrong, void it in the chart.</source>
        <translation>已测得或已签名的内容不能改写。确有错误请在病历里作废。</translation>
    </message>
</context>
<context>
    <name>HubClashCard</name>
    <message>
        <source>at the hub (this computer)</source>
        <translation>汇聚机（本机）</translation>
    </message>
    <message>
        <source>at the server above</source>
        <translation>上级平台</translation>
    </message>
    <message>
        <source>Keep the hub&apos;s</source>
        <translation>以汇聚机为准</translation>
    </message>
    <message>
        <source>Take the one above</source>
        <translation>以上级为准</translation>
    </message>
</context>
<context>
    <name>LaneTile</name>
    <message>
        <source>since {time}</source>
        <translation>最早 {time}</translation>
    </message>
    <message>
        <source>all uploaded</source>
        <translation>已全部上传</translation>
    </message>
</context>
<context>
    <name>ParkedCard</name>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
</context>
<context>
    <name>SettledCard</name>
    <message>
        <source>{what}: this computer&apos;s was kept</source>
        <translation>{what}，刚才选了“以本机为准”</translation>
    </message>
    <message>
        <source>{what}: the other one was taken</source>
        <translation>{what}，刚才选了“以对方为准”</translation>
    </message>
    <message>
        <source>Take the choice back</source>
        <translation>撤回这次选择</translation>
    </message>
    <message>
        <source>{what}: the hub&apos;s was kept</source>
        <translation>{what}，刚才选了“以汇聚机为准”</translation>
    </message>
    <message>
        <source>{what}: the one above was taken</source>
        <translation>{what}，刚才选了“以上级为准”</translation>
    </message>
</context>
<context>
    <name>SyncPage</name>
    <message>
        <source>{n} entries</source>
        <translation>{n} 条</translation>
    </message>
    <message>
        <source>Need you</source>
        <translation>需要您处理</translation>
    </message>
    <message>
        <source>Two places disagree: please choose</source>
        <translation>两处记录不一致，请选</translation>
    </message>
    <message>
        <source>Nothing needs you</source>
        <translation>没有需要您处理的</translation>
    </message>
    <message>
        <source>Uploading goes on by itself whenever the network is there.</source>
        <translation>有网络时会自动上传。</translation>
    </message>
    <message>
        <source>Upload now</source>
        <translation>立即上传</translation>
    </message>
    <message>
        <source>Waiting for upload</source>
        <translation>等待上传</translation>
    </message>
    <message>
        <source>Came and could not be taken in</source>
        <translation>收到但没能写进病历的</translation>
    </message>
    <message>
        <source>Hub and server above disagree: please choose</source>
        <translation>汇聚机与上级平台不一致，请选</translation>
    </message>
    <message>
        <source>Set up uploading</source>
        <translation>设置上传</translation>
    </message>
</context>
<context>
    <name>SyncWords</name>
    <message>
        <source>Uploading is not set up. Everything is kept on this computer.</source>
        <translation>还没有设置上传，数据都保存在本机</translation>
    </message>
    <message>
        <source>{n} entries wait for upload, the oldest since {time}</source>
        <translation>{n} 条待上传，最早 {time}</translation>
    </message>
    <message>
        <source>{waiting}; {n} need you</source>
        <translation>{waiting}；{n} 条需要您处理</translation>
    </message>
    <message>
        <source>{n} entries need you; all others are uploaded</source>
        <translation>{n} 条需要您处理，其余已全部上传</translation>
    </message>
    <message>
        <source>Nothing was uploaded yet.</source>
        <translation>还没有上传过</translation>
    </message>
    <message>
        <source>Everything written before {time} is uploaded</source>
        <translation>{time} 以前的数据已全部上传</translation>
    </message>
    <message>
        <source>Everything is saved; you may switch off ({n} not uploaded, goes on at the next start)</source>
        <translation>数据已保存，可以关机（未上传 {n} 条，下次开机继续）</translation>
    </message>
    <message>
        <source>Everything is saved; you may switch off</source>
        <translation>数据已保存，可以关机</translation>
    </message>
    <message>
        <source>upload not set up</source>
        <translation>未设置上传</translation>
    </message>
    <message>
        <source>online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>{n} to upload</source>
        <translation>待上传 {n}</translation>
    </message>
    <message>
        <source>all uploaded</source>
        <translation>已全部上传</translation>
    </message>
    <message>
        <source>last {time}</source>
        <translation>上次 {time}</translation>
    </message>
    <message>
        <source>{n} need you</source>
        <translation>需处理 {n}</translation>
    </message>
    <message>
        <source>not tried yet</source>
        <translation>还没有连接</translation>
    </message>
    <message>
        <source>Prescriptions, allergies, critical values</source>
        <translation>处方、过敏、危急值</translation>
    </message>
    <message>
        <source>Measurements</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>Other records</source>
        <translation>其他记录</translation>
    </message>
    <message>
        <source>ECG curves and documents</source>
        <translation>心电波形和文件</translation>
    </message>
    <message>
        <source>resident</source>
        <translation>居民档案</translation>
    </message>
    <message>
        <source>visit</source>
        <translation>就诊记录</translation>
    </message>
    <message>
        <source>measurement</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>allergy</source>
        <translation>过敏</translation>
    </message>
    <message>
        <source>prescription line</source>
        <translation>处方药品</translation>
    </message>
    <message>
        <source>signature of a prescription</source>
        <translation>处方签名</translation>
    </message>
    <message>
        <source>member of staff</source>
        <translation>医务人员</translation>
    </message>
    <message>
        <source>role of a member of staff</source>
        <translation>医务人员岗位</translation>
    </message>
    <message>
        <source>institution</source>
        <translation>机构</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>birth date</source>
        <translation>出生日期</translation>
    </message>
    <message>
        <source>sex</source>
        <translation>性别</translation>
    </message>
    <message>
        <source>phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>address</source>
        <translation>住址</translation>
    </message>
    <message>
        <source>numbers</source>
        <translation>证件号</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>{n} entries that were uploaded are not on the server any more. They are all kept here: tell the administrator.</source>
        <translation>服务器上少了 {n} 条原来已上传的数据，本机都有保存，请告诉管理员</translation>
    </message>
    <message>
        <source>Compared with the server {time}: {n} entries, all there</source>
        <translation>{time} 与服务器核对过 {n} 条，全部都在</translation>
    </message>
    <message>
        <source>today {up} up, {down} down</source>
        <translation>今天上传 {up}，接收 {down}</translation>
    </message>
    <message>
        <source>{size} a second</source>
        <translation>每秒约 {size}</translation>
    </message>
    <message>
        <source>{what}: {why}</source>
        <translation>{what}：{why}</translation>
    </message>
    <message>
        <source>another place</source>
        <translation>另一处</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>time unknown</source>
        <translation>时间不明</translation>
    </message>
    <message>
        <source>name not told</source>
        <translation>未写明谁改的</translation>
    </message>
    <message>
        <source>head of household</source>
        <translation>户主</translation>
    </message>
    <message>
        <source>died on</source>
        <translation>死亡日期</translation>
    </message>
    <message>
        <source>what it is</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>staff</source>
        <translation>参与人员</translation>
    </message>
    <message>
        <source>diagnoses</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>severity</source>
        <translation>严重程度</translation>
    </message>
    <message>
        <source>reaction</source>
        <translation>反应</translation>
    </message>
    <message>
        <source>certainty</source>
        <translation>确定程度</translation>
    </message>
    <message>
        <source>since</source>
        <translation>起始时间</translation>
    </message>
    <message>
        <source>whose measurement</source>
        <translation>这次测量是谁的</translation>
    </message>
    <message>
        <source>signed prescription</source>
        <translation>已签名的处方</translation>
    </message>
    <message>
        <source>prescription number</source>
        <translation>处方号</translation>
    </message>
    <message>
        <source>signature</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>measured value</source>
        <translation>测得的数值</translation>
    </message>
    <message>
        <source>whose it is</source>
        <translation>是谁的</translation>
    </message>
    <message>
        <source>another entry</source>
        <translation>其他内容</translation>
    </message>
    <message>
        <source>{name}: {what}</source>
        <translation>{name}：{what}</translation>
    </message>
</context>
</TS>
