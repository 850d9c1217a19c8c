<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>EducationPage</name>
    <message>
        <source>wanted of a {standard}</source>
        <translation>按{standard}的要求</translation>
    </message>
    <message>
        <source>{n} activities</source>
        <translation>{n} 次</translation>
    </message>
    <message>
        <source>Correct the sheet</source>
        <translation>订正记录表</translation>
    </message>
    <message>
        <source>New activity</source>
        <translation>新活动</translation>
    </message>
    <message>
        <source>A day such as 2026-03-05</source>
        <translation>请写日期，例如 2026-03-05</translation>
    </message>
    <message>
        <source>Health education</source>
        <translation>健康教育</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>存为 Excel</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>订正</translation>
    </message>
    <message>
        <source>Print the sheet</source>
        <translation>打印记录表</translation>
    </message>
    <message>
        <source>Excel</source>
        <translation>Excel</translation>
    </message>
    <message>
        <source>The year before</source>
        <translation>上一年</translation>
    </message>
    <message>
        <source>The year after</source>
        <translation>下一年</translation>
    </message>
    <message>
        <source>Held on</source>
        <translation>活动日期</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>活动形式</translation>
    </message>
    <message>
        <source>Topic</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>地点</translation>
    </message>
    <message>
        <source>People</source>
        <translation>人数</translation>
    </message>
    <message>
        <source>No activity this year</source>
        <translation>这一年还没有活动</translation>
    </message>
    <message>
        <source>Write the first with New activity; it is kept as its official sheet.</source>
        <translation>按“新活动”写第一次；保存后就是规范的活动记录表。</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
</TS>
