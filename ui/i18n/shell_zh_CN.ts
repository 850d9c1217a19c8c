<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Application</name>
    <message>
        <source>Village doctor's workstation</source>
        <translation>乡医工作站</translation>
    </message>
</context>
<context>
    <name>ChronicPages</name>
    <message>
        <source>To do today</source>
        <translation>今日待办</translation>
    </message>
    <message>
        <source>Registers</source>
        <translation>专病管理</translation>
    </message>
    <message>
        <source>Chronic care</source>
        <translation>慢病管理</translation>
    </message>
    <message>
        <source>Trips</source>
        <translation>下乡</translation>
    </message>
    <message>
        <source>Still lacking</source>
        <translation>季末查漏</translation>
    </message>
    <message>
        <source>To be entered</source>
        <translation>待录入省平台</translation>
    </message>
</context>
<context>
    <name>CockpitPages</name>
    <message>
        <source>Numbers of public health</source>
        <translation>公共卫生指标</translation>
    </message>
    <message>
        <source>Checks and workload</source>
        <translation>核查与工作量</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Export forms</source>
        <translation>导出表单</translation>
    </message>
</context>
<context>
    <name>CommunityPages</name>
    <message>
        <source>Family doctor</source>
        <translation>家医签约</translation>
    </message>
    <message>
        <source>Notifiable diseases</source>
        <translation>传染病报告</translation>
    </message>
    <message>
        <source>Health education</source>
        <translation>健康教育</translation>
    </message>
    <message>
        <source>Emergency registration</source>
        <translation>应急登记</translation>
    </message>
    <message>
        <source>Public health</source>
        <translation>公卫</translation>
    </message>
</context>
<context>
    <name>ConfirmStrip</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>Counter</name>
    <message>
        <source>Give out</source>
        <translation>发药</translation>
    </message>
    <message>
        <source>Stock</source>
        <translation>库存</translation>
    </message>
    <message>
        <source>Counter</source>
        <translation>发药</translation>
    </message>
    <message>
        <source>From elsewhere</source>
        <translation>外配与配送</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>结算</translation>
    </message>
</context>
<context>
    <name>DayPages</name>
    <message>
        <source>Before opening</source>
        <translation>开诊前</translation>
    </message>
    <message>
        <source>Critical values</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>Log of visits</source>
        <translation>门诊日志</translation>
    </message>
    <message>
        <source>From paper</source>
        <translation>补录</translation>
    </message>
    <message>
        <source>Close of the day</source>
        <translation>日结</translation>
    </message>
    <message>
        <source>The day</source>
        <translation>本日</translation>
    </message>
</context>
<context>
    <name>DeviceAlarms</name>
    <message>
        <source>{device}: {what}</source>
        <translation>{device}：{what}</translation>
    </message>
    <message>
        <source>I know</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>EcgStrip</name>
    <message>
        <source>ECG recording</source>
        <translation>心电记录</translation>
    </message>
</context>
<context>
    <name>EmergencyNotice</name>
    <message>
        <source>Emergency</source>
        <translation>急救</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭 (Esc)</translation>
    </message>
    <message>
        <source>Emergency: the patient first. Call 120.</source>
        <translation>急救：先救人，请拨打 120</translation>
    </message>
    <message>
        <source>Say: where you are, what happened, how many people, age and consciousness, your phone number.</source>
        <translation>电话里说清：在哪里、出了什么事、几个人、年龄和神志、您的电话号码。</translation>
    </message>
    <message>
        <source>Press a key as you do it: the time is written down. Name and diagnosis come later, within 24 hours.</source>
        <translation>做一项按一下键，时间会自动记下。姓名和诊断24小时内再补。</translation>
    </message>
    <message>
        <source>Another patient</source>
        <translation>另一位病人</translation>
    </message>
</context>
<context>
    <name>Farewell</name>
    <message>
        <source>Everything is saved, you can switch off</source>
        <translation>数据已保存，可以关机</translation>
    </message>
    <message>
        <source>{n} records are not uploaded yet; that goes on at the next start.</source>
        <translation>未上传 {n} 条，下次开机继续。</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Close this message</source>
        <translation>关闭这条提示</translation>
    </message>
</context>
<context>
    <name>PasskeyLine</name>
    <message>
        <source>Six digits</source>
        <translation>六位数字</translation>
    </message>
    <message>
        <source>Pair</source>
        <translation>配对</translation>
    </message>
    <message>
        <source>Do not pair</source>
        <translation>不配了</translation>
    </message>
    <message>
        <source>{device} wants to be paired. Type the six digits on its label:</source>
        <translation>{device}要配对，请输入设备标签上的6位数字：</translation>
    </message>
    <message>
        <source>{n} s left</source>
        <translation>还有 {n} 秒</translation>
    </message>
    <message>
        <source>Six digits are needed</source>
        <translation>要输满6位数字</translation>
    </message>
</context>
<context>
    <name>PatientBanner</name>
    <message>
        <source>Nobody chosen</source>
        <translation>还没有选人</translation>
    </message>
    <message>
        <source>male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>sex unknown</source>
        <translation>性别未知</translation>
    </message>
    <message>
        <source>age unknown</source>
        <translation>年龄未知</translation>
    </message>
    <message>
        <source>Born</source>
        <translation>出生</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>not given</source>
        <translation>未填</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>身份证</translation>
    </message>
    <message>
        <source>Show the whole ID number (recorded in the audit)</source>
        <translation>显示完整身份证号（会留下查看记录）</translation>
    </message>
</context>
<context>
    <name>PracticeBar</name>
    <message>
        <source>Made-up residents and devices; nothing leaves this computer.</source>
        <translation>居民和设备都是虚构的，数据不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>Network on</source>
        <translation>网络已接通</translation>
    </message>
    <message>
        <source>The network is back.</source>
        <translation>网络恢复了。</translation>
    </message>
    <message>
        <source>The network is down; work goes on.</source>
        <translation>网络断了，可以照常工作。</translation>
    </message>
    <message>
        <source>{what} …</source>
        <translation>{what}…</translation>
    </message>
    <message>
        <source>{what}: done</source>
        <translation>{what}：完成</translation>
    </message>
</context>
<context>
    <name>Presented</name>
    <message>
        <source>The card contradicts itself: compare it with the person, and type the number.</source>
        <translation>证件上的信息前后对不上：请人证核对后手工输入号码</translation>
    </message>
    <message>
        <source>Card of {name}. Finish what is open here first.</source>
        <translation>刷到{name}的证件：请先做完这一页</translation>
    </message>
    <message>
        <source>Identity of {name} checked by the card</source>
        <translation>{name}身份已刷卡核对</translation>
    </message>
    <message>
        <source>Nobody on record has this card: {name}</source>
        <translation>档案里没有这张证件：{name}</translation>
    </message>
    <message>
        <source>Another form is open: save it first, then lay the card down again.</source>
        <translation>另一张登记表还没保存：请先保存，再刷一次</translation>
    </message>
    <message>
        <source>Scanned {text}: nobody's number, and no field to write it into</source>
        <translation>扫到 {text}：不是居民的号码，也没有可填的地方</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>接诊</translation>
    </message>
    <message>
        <source>Prescription</source>
        <translation>处方</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>心电</translation>
    </message>
    <message>
        <source>Residents</source>
        <translation>居民</translation>
    </message>
    <message>
        <source>Upload</source>
        <translation>上传</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>The visit is closed</source>
        <translation>就诊已结束</translation>
    </message>
    <message>
        <source>Signed and kept</source>
        <translation>已签名并保存</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>审计</translation>
    </message>
    <message>
        <source>Drugs</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审方</translation>
    </message>
    <message>
        <source>Dispense</source>
        <translation>发药</translation>
    </message>
    <message>
        <source>Refills</source>
        <translation>续方名单</translation>
    </message>
    <message>
        <source>Deliveries</source>
        <translation>配送</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>处方数据</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>随访</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今日待办</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>The day</source>
        <translation>本日</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>Public health</source>
        <translation>公卫</translation>
    </message>
</context>
<context>
    <name>RefillPages</name>
    <message>
        <source>Refill list</source>
        <translation>续方名单</translation>
    </message>
    <message>
        <source>Monthly review of my sheets</source>
        <translation>我的处方点评</translation>
    </message>
    <message>
        <source>Refills</source>
        <translation>续方</translation>
    </message>
</context>
<context>
    <name>ReviewPages</name>
    <message>
        <source>To review</source>
        <translation>待审</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审方</translation>
    </message>
    <message>
        <source>Monthly review</source>
        <translation>处方点评</translation>
    </message>
</context>
<context>
    <name>StatusNews</name>
    <message>
        <source>{device} measuring {pressure}</source>
        <translation>{device} 正在量 {pressure}</translation>
    </message>
    <message>
        <source>{device} off</source>
        <translation>{device} 未连接</translation>
    </message>
    <message>
        <source>{device} searching</source>
        <translation>{device} 正在找</translation>
    </message>
    <message>
        <source>{device} connecting</source>
        <translation>{device} 正在连接</translation>
    </message>
    <message>
        <source>{device} connected</source>
        <translation>{device} 已连接</translation>
    </message>
    <message>
        <source>{device} sending</source>
        <translation>{device} 正在传数据</translation>
    </message>
    <message>
        <source>{device} measuring</source>
        <translation>{device} 正在量</translation>
    </message>
    <message>
        <source>{device} ready</source>
        <translation>{device} 可以测</translation>
    </message>
    <message>
        <source>{device} not working</source>
        <translation>{device} 用不了</translation>
    </message>
    <message>
        <source>Upload not set up</source>
        <translation>未设置上传</translation>
    </message>
    <message>
        <source>{n} to upload</source>
        <translation>待上传 {n}</translation>
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
        <source>Online</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>A value of {name} was taken back; see the yellow strip on the visits page</source>
        <translation>{name}的一个测量值已撤回，请看接诊页的黄色提示</translation>
    </message>
    <message>
        <source>A value of {name} was taken back</source>
        <translation>{name}的一个测量值已撤回</translation>
    </message>
    <message>
        <source>A pharmacist sent back the prescription of {name}; see the prescription page</source>
        <translation>药师退回了{name}的处方，请看“处方”页</translation>
    </message>
    <message>
        <source>Critical values: nobody told {n}, {late} beyond 2 hours</source>
        <translation>危急值未告知 {n} 例，{late} 例已超2小时</translation>
    </message>
    <message>
        <source>Critical values: nobody told {n}</source>
        <translation>危急值未告知 {n} 例</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>Trend</name>
    <message>
        <source>No values in the last 12 months</source>
        <translation>近12个月没有数值</translation>
    </message>
    <message>
        <source>measured at home</source>
        <translation>居民自测</translation>
    </message>
</context>
<context>
    <name>UploadPages</name>
    <message>
        <source>How far it is</source>
        <translation>上传情况</translation>
    </message>
    <message>
        <source>Upload settings</source>
        <translation>上传设置</translation>
    </message>
    <message>
        <source>By stick</source>
        <translation>U 盘捎带</translation>
    </message>
    <message>
        <source>Computers</source>
        <translation>各台电脑</translation>
    </message>
    <message>
        <source>Uploading</source>
        <translation>上传</translation>
    </message>
</context>
<context>
    <name>VillageChoice</name>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>All villages</source>
        <translation>全部村</translation>
    </message>
</context>
<context>
    <name>_AllergyField</name>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <source>yes, substance not recorded</source>
        <translation>有，未记是什么</translation>
    </message>
    <message>
        <source>Allergy: {known}</source>
        <translation>过敏：{known}</translation>
    </message>
    <message>
        <source>day not recorded</source>
        <translation>未记日期</translation>
    </message>
    <message>
        <source>Allergy: none (asked {day})</source>
        <translation>过敏：无（{day}询问）</translation>
    </message>
    <message>
        <source>Allergy: not asked</source>
        <translation>过敏：未询问</translation>
    </message>
    <message>
        <source>{substance} ({reaction})</source>
        <translation>{substance}（{reaction}）</translation>
    </message>
</context>
</TS>
