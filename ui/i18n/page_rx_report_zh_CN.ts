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
        <source>Prescribed in spite of a rule</source>
        <translation>写明理由后仍开（按规则、医师）</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Doctor&apos;s reason</source>
        <translation>医师理由</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Click on a number: the sheets behind it come here.</source>
        <translation>点一个数，这里就显示它是哪些处方。</translation>
    </message>
    <message>
        <source>{what}: {n} sheets, the first {shown} are shown</source>
        <translation>{what}：{n}张，只显示前{shown}张</translation>
    </message>
    <message>
        <source>{what}: {n} sheets</source>
        <translation>{what}：{n}张</translation>
    </message>
    <message>
        <source>By doctor</source>
        <translation>按医师</translation>
    </message>
    <message>
        <source>Sheets signed</source>
        <translation>签名处方</translation>
    </message>
    <message>
        <source>{n} sheets hold a product that is in no list any more; it counts as neither.</source>
        <translation>有{n}张处方含已不在目录里的药品，这些药品不计为抗菌药或注射剂。</translation>
    </message>
    <message>
        <source>Prescribing in numbers</source>
        <translation>处方数据</translation>
    </message>
    <message>
        <source>No sheets in this period</source>
        <translation>这段时间没有处方</translation>
    </message>
    <message>
        <source>The numbers come as sheets are signed.</source>
        <translation>有处方签名后，这里自动出现数据。</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>上月</translation>
    </message>
    <message>
        <source>This quarter</source>
        <translation>本季度</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>今年</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>统计日期</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>开始日期</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>结束日期</translation>
    </message>
    <message>
        <source>Count these days</source>
        <translation>按日期统计</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Above / below</source>
        <translation>分子 / 分母</translation>
    </message>
    <message>
        <source>Numbers of all doctors</source>
        <translation>全部医师的指标</translation>
    </message>
    <message>
        <source>None in this period.</source>
        <translation>这段时间没有。</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Sheets behind the number</source>
        <translation>对应的处方</translation>
    </message>
    <message>
        <source>first verdict after {n} min</source>
        <translation>{n}分钟后得出第一次结论</translation>
    </message>
    <message>
        <source>No. {number}</source>
        <translation>处方 {number}</translation>
    </message>
</context>
<context>
    <name>NumbersWords</name>
    <message>
        <source>All together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} 至 {last}</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n}分钟</translation>
    </message>
    <message>
        <source>{n} sheets</source>
        <translation>{n}张</translation>
    </message>
</context>
</TS>
