<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>EcgPage</name>
    <message>
        <source>{n} recordings</source>
        <translation>{n} 次</translation>
    </message>
    <message>
        <source>Live ECG</source>
        <translation>实时心电</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>How long</source>
        <translation>记录多久</translation>
    </message>
    <message>
        <source>ECG device</source>
        <translation>心电设备</translation>
    </message>
    <message>
        <source>/min</source>
        <translation>次/分</translation>
    </message>
    <message>
        <source>Heart rate</source>
        <translation>心率</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Until stopped</source>
        <translation>手动停止</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>Earlier recordings</source>
        <translation>以前的记录</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Leads</source>
        <translation>导联</translation>
    </message>
    <message>
        <source>Signal</source>
        <translation>信号</translation>
    </message>
    <message>
        <source>No recordings yet</source>
        <translation>还没有心电记录</translation>
    </message>
    <message>
        <source>Press F8 to record 30 seconds</source>
        <translation>按 F8 记录 30 秒</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>心电图</translation>
    </message>
    <message>
        <source>Back to the visit</source>
        <translation>返回接诊</translation>
    </message>
</context>
<context>
    <name>EcgWords</name>
    <message>
        <source>No ECG device</source>
        <translation>没有心电设备</translation>
    </message>
    <message>
        <source>Waiting for the signal</source>
        <translation>正在等待信号</translation>
    </message>
    <message>
        <source>Electrode off: {leads}</source>
        <translation>电极脱落：{leads}</translation>
    </message>
    <message>
        <source>Signal arriving</source>
        <translation>正在接收信号</translation>
    </message>
    <message>
        <source>Recording. Lie still, do not speak.</source>
        <translation>正在记录。请病人躺平、放松、不说话。</translation>
    </message>
    <message>
        <source>Open a resident first, then record.</source>
        <translation>请先在接诊页打开一位病人，再记录。</translation>
    </message>
    <message>
        <source>Add an ECG device on the devices page.</source>
        <translation>请在“设备”页添加心电设备。</translation>
    </message>
    <message>
        <source>Switch the device on and put it on the skin.</source>
        <translation>请打开心电贴并贴到皮肤上。</translation>
    </message>
    <message>
        <source>Dry the skin and press the electrode on.</source>
        <translation>请擦干皮肤，贴紧电极。</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n}/min</source>
        <translation>{n} 次/分</translation>
    </message>
</context>
<context>
    <name>RecordRing</name>
    <message>
        <source>s recorded</source>
        <translation>秒 已记录</translation>
    </message>
    <message>
        <source>{seconds} seconds recorded</source>
        <translation>已记录 {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>StoredPanel</name>
    <message>
        <source>Stored on the patch</source>
        <translation>心电贴里存的记录</translation>
    </message>
    <message>
        <source>Fetch what the patch has stored</source>
        <translation>取出心电贴里存的记录</translation>
    </message>
    <message>
        <source>{n} to be given</source>
        <translation>{n} 份等认领</translation>
    </message>
    <message>
        <source>Reading the patch. Keep it on and beside the computer; a long recording takes minutes.</source>
        <translation>正在读取心电贴。请让它开着、放在电脑旁；记录长的要几分钟。</translation>
    </message>
    <message>
        <source>{n} recordings came.</source>
        <translation>取到 {n} 份。</translation>
    </message>
    <message>
        <source>Nothing new is stored on it.</source>
        <translation>心电贴里没有新的记录。</translation>
    </message>
    <message>
        <source>Nothing waits here.</source>
        <translation>没有等认领的记录。</translation>
    </message>
    <message>
        <source>Open a resident's visit first; then it can be given.</source>
        <translation>请先打开居民的就诊，再认领。</translation>
    </message>
    <message>
        <source>Give it to a resident</source>
        <translation>认领给居民</translation>
    </message>
    <message>
        <source>It is {name}'s</source>
        <translation>是{name}的</translation>
    </message>
    <message>
        <source>{name} is recognised.</source>
        <translation>{name}身份已核对。</translation>
    </message>
    <message>
        <source>Is it {name}'s? Ask for something besides the name:</source>
        <translation>是{name}的吗？请再核对一项：</translation>
    </message>
    <message>
        <source>This is not what the record of {name} says. Ask once more.</source>
        <translation>与{name}的档案不符，请再问一次。</translation>
    </message>
    <message>
        <source>time not to be trusted · fetched {time}</source>
        <translation>时间不可信 · {time} 取出</translation>
    </message>
    <message>
        <source>{h} h {min} min</source>
        <translation>{h} 小时 {min} 分</translation>
    </message>
    <message>
        <source>{min} min {s} s</source>
        <translation>{min} 分 {s} 秒</translation>
    </message>
    <message>
        <source>{s} s</source>
        <translation>{s} 秒</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Leads</source>
        <translation>导联</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Birth date, phone tail, householder or ID tail</source>
        <translation>出生日期、电话后4位、户主或证号后4位</translation>
    </message>
    <message>
        <source>Birth date, last four of the phone, householder, or last four of the ID</source>
        <translation>出生日期、电话后4位、户主姓名或证号后4位</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Nobody's here? Set it aside, because it is:</source>
        <translation>不是居民的？放到一边，因为是：</translation>
    </message>
    <message>
        <source>a trial</source>
        <translation>试机</translation>
    </message>
    <message>
        <source>of staff or family</source>
        <translation>工作人员或家属</translation>
    </message>
    <message>
        <source>recorded already</source>
        <translation>已经记过</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>其他原因</translation>
    </message>
    <message>
        <source>Another reason, then Enter</source>
        <translation>其他原因，写好按回车</translation>
    </message>
</context>
<context>
    <name>StripReader</name>
    <message>
        <source>Live signal</source>
        <translation>实时信号</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Recorded in error…</source>
        <translation>记录有误…</translation>
    </message>
    <message>
        <source>ECG of {time}</source>
        <translation>心电图 {time}</translation>
    </message>
    <message>
        <source>{n}/min</source>
        <translation>{n} 次/分</translation>
    </message>
    <message>
        <source>rate not measured</source>
        <translation>心率未测出</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Why is it wrong? For example: another person's</source>
        <translation>哪里有误？例如：是别人的</translation>
    </message>
    <message>
        <source>Mark as error</source>
        <translation>标为有误</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>不改</translation>
    </message>
    <message>
        <source>Draw with the mouse to measure ms, mV and beats per minute; arrow keys move along.</source>
        <translation>按住鼠标拖动可量毫秒、毫伏和每分钟次数；左右方向键移动。</translation>
    </message>
</context>
</TS>
