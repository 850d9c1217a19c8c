<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CarePart</name>
    <message>
        <source>Judge the control</source>
        <translation>判定质控结果</translation>
    </message>
    <message>
        <source>Control solution</source>
        <translation>记质控</translation>
    </message>
    <message>
        <source>New strips</source>
        <translation>换一盒试纸</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>登记检定</translation>
    </message>
    <message>
        <source>Verified until {day}</source>
        <translation>检定有效期至 {day}</translation>
    </message>
    <message>
        <source>Strips: not registered</source>
        <translation>试纸：没有登记</translation>
    </message>
    <message>
        <source>Strips {batch}, until {day}</source>
        <translation>试纸 批号 {batch}，{day} 到期</translation>
    </message>
    <message>
        <source>Control: none yet</source>
        <translation>质控：还没有结果</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source> ({low}–{high})</source>
        <translation>（{low}～{high}）</translation>
    </message>
    <message>
        <source>Control {when}: {value}{limits} {outcome}</source>
        <translation>质控 {when}：{value}{limits} {outcome}</translation>
    </message>
    <message>
        <source>Bottle</source>
        <translation>质控液瓶号</translation>
    </message>
    <message>
        <source>not said</source>
        <translation>没分瓶</translation>
    </message>
    <message>
        <source>What the meter shows (mmol/L)</source>
        <translation>血糖仪上显示（mmol/L）</translation>
    </message>
    <message>
        <source>Control value</source>
        <translation>质控结果</translation>
    </message>
    <message>
        <source>Range on the bottle or box; empty = of the strips in use</source>
        <translation>瓶上或盒上印的范围；空着＝按在用试纸登记的</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Batch (LOT): type it, or scan the code on the box</source>
        <translation>试纸批号（LOT）：手写，或扫盒上的码</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批号</translation>
    </message>
    <message>
        <source>Use until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>Range for control solution 1 on the box</source>
        <translation>盒上印的质控液 1 范围（没印就空着）</translation>
    </message>
    <message>
        <source>Range 1</source>
        <translation>范围1</translation>
    </message>
    <message>
        <source>Range for control solution 2</source>
        <translation>质控液 2 范围（没印就空着）</translation>
    </message>
    <message>
        <source>Range 2</source>
        <translation>范围2</translation>
    </message>
    <message>
        <source>Valid until, as on the certificate</source>
        <translation>检定证书上的有效期至</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>检定有效期</translation>
    </message>
    <message>
        <source>Range on the bottle or box</source>
        <translation>瓶上或盒上印的范围（mmol/L）</translation>
    </message>
    <message>
        <source>Range of the control</source>
        <translation>质控范围</translation>
    </message>
    <message>
        <source>; </source>
        <translation>；</translation>
    </message>
</context>
<context>
    <name>Catalogue</name>
    <message>
        <source>records of a real device</source>
        <translation>真机数据验证</translation>
    </message>
    <message>
        <source>test records of others</source>
        <translation>同行测试数据验证</translation>
    </message>
    <message>
        <source>the maker's document</source>
        <translation>按厂家协议</translation>
    </message>
    <message>
        <source>a description only, try it first</source>
        <translation>只按说明编写，请先试测</translation>
    </message>
</context>
<context>
    <name>DeviceTile</name>
    <message>
        <source>virtual device</source>
        <translation>虚拟设备</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>还没有</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从没有</translation>
    </message>
    <message>
        <source>Blood pressure cuff</source>
        <translation>血压计</translation>
    </message>
    <message>
        <source>Glucose meter</source>
        <translation>血糖仪</translation>
    </message>
    <message>
        <source>Thermometer</source>
        <translation>体温计</translation>
    </message>
    <message>
        <source>Pulse oximeter</source>
        <translation>血氧仪</translation>
    </message>
    <message>
        <source>Scales</source>
        <translation>体重秤</translation>
    </message>
    <message>
        <source>ECG patch</source>
        <translation>心电贴</translation>
    </message>
    <message>
        <source>Measuring, {pressure} mmHg</source>
        <translation>正在测，{pressure} mmHg</translation>
    </message>
    <message>
        <source>Switched off or out of reach</source>
        <translation>没开机或不在附近</translation>
    </message>
    <message>
        <source>Looking for it</source>
        <translation>正在找它</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Fetching stored readings</source>
        <translation>正在取旧记录</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测</translation>
    </message>
    <message>
        <source>Ready, nothing stored in it</source>
        <translation>可以用，旧记录已取完</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>用不了</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>未报告</translation>
    </message>
    <message>
        <source>{n} % – change soon</source>
        <translation>{n} %，快换电池</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不清楚</translation>
    </message>
    <message>
        <source>right</source>
        <translation>准</translation>
    </message>
    <message>
        <source>{n} days slow, corrected</source>
        <translation>慢 {n} 天，已换算</translation>
    </message>
    <message>
        <source>{n} days fast, corrected</source>
        <translation>快 {n} 天，已换算</translation>
    </message>
    <message>
        <source>{n} min slow, corrected</source>
        <translation>慢 {n} 分钟，已换算</translation>
    </message>
    <message>
        <source>{n} min fast, corrected</source>
        <translation>快 {n} 分钟，已换算</translation>
    </message>
    <message>
        <source>Battery</source>
        <translation>电量</translation>
    </message>
    <message>
        <source>Last reading</source>
        <translation>上次读数</translation>
    </message>
    <message>
        <source>Last heard</source>
        <translation>上次连上</translation>
    </message>
    <message>
        <source>Its clock</source>
        <translation>设备时钟</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>座位</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Use it at this seat</source>
        <translation>换到本座位用</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Sticker</source>
        <translation>贴纸</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Forget this device</source>
        <translation>忘记这台设备</translation>
    </message>
    <message>
        <source>Sticker on the device</source>
        <translation>设备上的贴纸</translation>
    </message>
    <message>
        <source>Its readings stay when it is forgotten.</source>
        <translation>忘记设备后，它测过的数据都还在。</translation>
    </message>
    <message>
        <source>It is this one</source>
        <translation>就是这台</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已点到</translation>
    </message>
    <message>
        <source>Heart rate strap</source>
        <translation>心率带</translation>
    </message>
    <message>
        <source>Analyser</source>
        <translation>检验仪</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>型号</translation>
    </message>
    <message>
        <source>Proven by</source>
        <translation>驱动依据</translation>
    </message>
    <message>
        <source>Sure? Take it away from seat {seat}</source>
        <translation>确定？从 {seat} 座位移过来</translation>
    </message>
</context>
<context>
    <name>DevicesPage</name>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>No device yet</source>
        <translation>还没有设备</translation>
    </message>
    <message>
        <source>Switch the cuff or the meter on, lay it beside the computer and press “Add a device”.</source>
        <translation>请打开血压计或血糖仪，放在电脑旁，再按“添加设备”。</translation>
    </message>
    <message>
        <source>{n} devices</source>
        <translation>{n} 台</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Roll call</source>
        <translation>点名</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>Write down</source>
        <translation>记下</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>Newcomer</name>
    <message>
        <source>without a name</source>
        <translation>没有名称</translation>
    </message>
    <message>
        <source>this one was heard just now</source>
        <translation>就是这台，刚听到</translation>
    </message>
    <message>
        <source>Sticker</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>座位</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>new · …{tail}</source>
        <translation>新设备 · 地址尾号 {tail}</translation>
    </message>
</context>
<context>
    <name>RollPanel</name>
    <message>
        <source>Press “start/stop” on one device and see which card lights up.</source>
        <translation>请按某一台设备上的“开始/停止”键，看哪张卡片亮起来</translation>
    </message>
    <message>
        <source>End the roll call</source>
        <translation>点名结束</translation>
    </message>
    <message>
        <source>{n} of {all} devices answered</source>
        <translation>已点到 {n}/{all} 台</translation>
    </message>
    <message>
        <source> · not yet: {stickers}</source>
        <translation> · 还没点到：{stickers}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>ScanPanel</name>
    <message>
        <source>Add a device</source>
        <translation>添加设备</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再找一次</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Devices found</source>
        <translation>找到的设备</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>选这台</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>找到 {n} 台</translation>
    </message>
    <message>
        <source>Give it a name, put the coloured sticker on it and write the same here.</source>
        <translation>起个名称，给设备贴上彩色贴纸，这里写成一样的。</translation>
    </message>
    <message>
        <source>Looking around … Press “start/stop” on the cuff, or switch the device on.</source>
        <translation>正在寻找… 请按血压计上的“开始/停止”键，或打开设备。</translation>
    </message>
    <message>
        <source>Choose the device that lies before you; the nearest is on top.</source>
        <translation>请选面前的这台；信号最强的排在最上面。</translation>
    </message>
    <message>
        <source>Nothing heard. Switch the device on, bring it near and look again.</source>
        <translation>没有找到。请打开设备、靠近电脑，再找一次。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>没有名称</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>Can be used</source>
        <translation>能不能用</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不清楚</translation>
    </message>
    <message>
        <source>near</source>
        <translation>很近</translation>
    </message>
    <message>
        <source>a few metres</source>
        <translation>几米外</translation>
    </message>
    <message>
        <source>far</source>
        <translation>较远</translation>
    </message>
    <message>
        <source>not supported</source>
        <translation>不支持</translation>
    </message>
    <message>
        <source>added already</source>
        <translation>已添加</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>能用</translation>
    </message>
    <message>
        <source>Device on a cable</source>
        <translation>接线的设备</translation>
    </message>
    <message>
        <source>Serial port</source>
        <translation>串口</translation>
    </message>
    <message>
        <source>Use this port</source>
        <translation>用这个串口</translation>
    </message>
    <message>
        <source>A device on a cable: choose its model and write its port.</source>
        <translation>接线的设备：选型号，写上串口。</translation>
    </message>
    <message>
        <source>Sticker</source>
        <translation>贴纸</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Colour and number.</source>
        <translation>颜色加编号。</translation>
    </message>
</context>
<context>
    <name>ShelfPanel</name>
    <message>
        <source>Virtual device</source>
        <translation>虚拟设备</translation>
    </message>
    <message>
        <source>Add a virtual device</source>
        <translation>添加虚拟设备</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>Take a measurement with it</source>
        <translation>用它测一次</translation>
    </message>
    <message>
        <source>measuring …</source>
        <translation>正在测…</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>测好了</translation>
    </message>
    <message>
        <source>switching {kind} on …</source>
        <translation>正在打开 {kind}…</translation>
    </message>
    <message>
        <source>{kind} is on the table as {sticker}</source>
        <translation>{kind} 已放到桌上，标签{sticker}</translation>
    </message>
</context>
</TS>
