<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>InfectiousPage</name>
    <message>
        <source>To report {n}</source>
        <translation>待报告 {n}</translation>
    </message>
    <message>
        <source>Cards of this year {n}</source>
        <translation>今年的报告卡 {n}</translation>
    </message>
    <message>
        <source>Until {until}</source>
        <translation>最迟 {until}</translation>
    </message>
    <message>
        <source>Correct the card</source>
        <translation>订正报告卡</translation>
    </message>
    <message>
        <source>Write the card</source>
        <translation>填报告卡</translation>
    </message>
    <message>
        <source>Folder for the table</source>
        <translation>表格存到哪个文件夹</translation>
    </message>
    <message>
        <source>List</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>Excel</translation>
    </message>
    <message>
        <source>Notifiable diseases</source>
        <translation>传染病报告</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Disease</source>
        <translation>病种</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Nothing here</source>
        <translation>没有要报告的</translation>
    </message>
    <message>
        <source>A diagnosis of the national list puts itself here with its clock.</source>
        <translation>接诊时下了法定传染病的诊断，会自动出现在这里并开始计时。</translation>
    </message>
    <message>
        <source>Reports</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Print the card</source>
        <translation>打印报告卡</translation>
    </message>
    <message>
        <source>Open the record</source>
        <translation>打开档案</translation>
    </message>
    <message>
        <source>Sent on</source>
        <translation>报出日期</translation>
    </message>
    <message>
        <source>At</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Number of the card there</source>
        <translation>国家系统卡号</translation>
    </message>
    <message>
        <source>Why it came back</source>
        <translation>退卡原因</translation>
    </message>
    <message>
        <source>Sent in the national system</source>
        <translation>已在国家系统报出</translation>
    </message>
    <message>
        <source>It came back</source>
        <translation>被退卡</translation>
    </message>
    <message>
        <source>National system</source>
        <translation>国家系统</translation>
    </message>
    <message>
        <source>Sent by hand there; here is kept who did it, and when.</source>
        <translation>要在国家系统里手工录入；这里只记下谁在什么时候报的。</translation>
    </message>
</context>
</TS>
