<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ShortfallPage</name>
    <message>
        <source>{n} people</source>
        <translation>{n} 人</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已存为 {file}</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>For the first time this takes a moment.</source>
        <translation>第一次要等一会儿。</translation>
    </message>
    <message>
        <source>Nobody lacks anything here</source>
        <translation>这里没有人缺项</translation>
    </message>
    <message>
        <source>Choose all villages, another day, or something else.</source>
        <translation>可以选全部村、换截止日或换一项。</translation>
    </message>
    <message>
        <source>Due by {day}</source>
        <translation>截止 {day}</translation>
    </message>
    <message>
        <source>{n} more are closed cases and are not listed</source>
        <translation>另有 {n} 人已结案，不列出</translation>
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
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Still lacking</source>
        <translation>还缺</translation>
    </message>
    <message>
        <source>No village</source>
        <translation>未写明村</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>存为 Excel</translation>
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
        <source>Until today</source>
        <translation>到今天</translation>
    </message>
    <message>
        <source>Until the quarter's end</source>
        <translation>到本季度末</translation>
    </message>
    <message>
        <source>Until the year's end</source>
        <translation>到年末</translation>
    </message>
    <message>
        <source>By when</source>
        <translation>截止</translation>
    </message>
    <message>
        <source>What is lacking</source>
        <translation>缺什么</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Managed for</source>
        <translation>在管</translation>
    </message>
    <message>
        <source>Who still lacks what</source>
        <translation>谁还缺什么</translation>
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
        <source>Quarter-end check</source>
        <translation>季末查漏</translation>
    </message>
    <message>
        <source>Anything</source>
        <translation>全部</translation>
    </message>
</context>
</TS>
