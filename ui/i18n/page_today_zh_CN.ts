<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CallPanel</name>
    <message>
        <source>Sought by</source>
        <translation>联系方式</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>联系结果</translation>
    </message>
    <message>
        <source>Day promised</source>
        <translation>约定日期</translation>
    </message>
    <message>
        <source>Another day</source>
        <translation>其他日期</translation>
    </message>
    <message>
        <source>Another day, such as 2026-03-12</source>
        <translation>其他日期，如 2026-03-12</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Note, if there is more to say</source>
        <translation>备注（可不填）</translation>
    </message>
    <message>
        <source>Note it (Enter)</source>
        <translation>记下 (Enter)</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>联系</translation>
    </message>
    <message>
        <source>Press the number of the day</source>
        <translation>按数字选日子，选了就记下</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>明天</translation>
    </message>
</context>
<context>
    <name>EndingPanel</name>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>{name}: {why}. End all programmes ({names})?</source>
        <translation>{name}：{why}。在管的{names}一起结案？</translation>
    </message>
    <message>
        <source>{name}: {why}. Write it into the record?</source>
        <translation>{name}：{why}。写进档案？</translation>
    </message>
    <message>
        <source>End the case</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>A day such as 2026-03-05</source>
        <translation>日期如 2026-03-05</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>{n} residents</source>
        <translation>{n} 人</translation>
    </message>
    <message>
        <source>All {n}</source>
        <translation>全部 {n}</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>For the first time this takes a moment.</source>
        <translation>第一次要等一会儿。</translation>
    </message>
    <message>
        <source>Nothing is due here</source>
        <translation>这里没有到期的人</translation>
    </message>
    <message>
        <source>Choose all villages, all programmes, or another group.</source>
        <translation>可以改选全部村、全部项目或其他类别。</translation>
    </message>
    <message>
        <source>no phone known</source>
        <translation>没有电话</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>存为 Excel</translation>
    </message>
    <message>
        <source>Group, Due on, Village, Name, Age, Phone, What to do, Last result, Last call, Promised for</source>
        <translation>类别、到期日、村、姓名、年龄、电话、要做的事、上次结果、上次联系、约定日期</translation>
    </message>
    <message>
        <source>To do today</source>
        <translation>今日待办</translation>
    </message>
    <message>
        <source>Print the list</source>
        <translation>打印名单</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>Excel</translation>
    </message>
    <message>
        <source>Plan a trip</source>
        <translation>安排下乡</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>接诊</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Programme</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>All programmes</source>
        <translation>全部项目</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>年龄</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>要做的事</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>上次结果</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Last call</source>
        <translation>上次联系</translation>
    </message>
    <message>
        <source>Who is due</source>
        <translation>到期名单</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>随访</translation>
    </message>
    <message>
        <source>Open the record</source>
        <translation>居民档案</translation>
    </message>
    <message>
        <source>End the case</source>
        <translation>结案</translation>
    </message>
</context>
</TS>
