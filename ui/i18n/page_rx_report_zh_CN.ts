<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>NumbersPage</name>
    <message>
        <source>Saved as {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>导出Excel</translation>
    </message>
    <message>
        <source>Reviews by doctor</source>
        <translation>审方情况（按医师）</translation>
    </message>
    <message>
        <source>Prescribed in spite of a rule</source>
        <translation>写明理由后仍开（按规则、医师）</translation>
    </message>
    <message>
        <source>No sheets in this month</source>
        <translation>这个月没有处方</translation>
    </message>
    <message>
        <source>The numbers come by themselves as sheets are signed.</source>
        <translation>有处方签名后，这里自动统计。</translation>
    </message>
    <message>
        <source>Month before</source>
        <translation>上一月</translation>
    </message>
    <message>
        <source>Month after</source>
        <translation>下一月</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>签名处方</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>已审</translation>
    </message>
    <message>
        <source>Sent back</source>
        <translation>退回</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>已改正</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>用时（分）</translation>
    </message>
    <message>
        <source>Sheets; minutes: the median from signing to the first verdict.</source>
        <translation>单位：张。用时为签名到第一次审核结果的中位数。</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Doctor's reason</source>
        <translation>医师理由</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>None in this month.</source>
        <translation>这个月没有。</translation>
    </message>
</context>
<context>
    <name>NumbersWords</name>
    <message>
        <source>{year}-{month:02d}</source>
        <translation>{year}年{month}月</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>合计</translation>
    </message>
</context>
</TS>
