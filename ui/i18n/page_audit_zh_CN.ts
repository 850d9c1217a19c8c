<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AuditPage</name>
    <message>
        <source>Check the trail</source>
        <translation>核对全部记录</translation>
    </message>
    <message>
        <source>Newer</source>
        <translation>较新的</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>更早的</translation>
    </message>
    <message>
        <source>{n} rows on this page</source>
        <translation>本页 {n} 行</translation>
    </message>
    <message>
        <source>Choose a row to see all of it.</source>
        <translation>选中一行，看它的全部内容。</translation>
    </message>
    <message>
        <source>Checked at {time}: trail, records, signatures and ECG signals all fit.</source>
        <translation>{time} 核对完：审计记录、病历资料、处方签名和心电波形全部相符。</translation>
    </message>
    <message>
        <source>Checked at {time}: {n} differences. Leave this computer as it is and tell the institution in charge.</source>
        <translation>{time} 核对完：有 {n} 处不符。请先不要动这台电脑里的数据，马上报告上级机构。</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>还有 {n} 处</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>谁</translation>
    </message>
    <message>
        <source>Did what</source>
        <translation>做了什么</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>居民</translation>
    </message>
    <message>
        <source>Outcome and reason</source>
        <translation>结果和原因</translation>
    </message>
    <message>
        <source>Audit trail</source>
        <translation>审计记录</translation>
    </message>
    <message>
        <source>Nothing like this in the trail</source>
        <translation>没有这样的记录</translation>
    </message>
    <message>
        <source>Widen the days, or ask for everybody.</source>
        <translation>请放宽日期，或改成看所有人。</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>审计</translation>
    </message>
</context>
<context>
    <name>AuditWords</name>
    <message>
        <source>the program</source>
        <translation>程序自己</translation>
    </message>
    <message>
        <source>unknown account</source>
        <translation>本机没有的账号</translation>
    </message>
    <message>
        <source>{action} · {kind}</source>
        <translation>{action} · {kind}</translation>
    </message>
    <message>
        <source>row {n}</source>
        <translation>第 {n} 行</translation>
    </message>
    <message>
        <source>as {role}</source>
        <translation>身份 {role}</translation>
    </message>
    <message>
        <source>seat {seat}</source>
        <translation>工位 {seat}</translation>
    </message>
    <message>
        <source>record {ref}</source>
        <translation>记录编号 {ref}</translation>
    </message>
    <message>
        <source>Step {step} of {steps}: {stage} {percent} %</source>
        <translation>第 {step} 步，共 {steps} 步：{stage} {percent} %</translation>
    </message>
    <message>
        <source>{word} {value}</source>
        <translation>{word} {value}</translation>
    </message>
</context>
<context>
    <name>Filters</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>近7天</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>近30天</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>From day</source>
        <translation>从哪天</translation>
    </message>
    <message>
        <source>To day</source>
        <translation>到哪天</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>谁</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Did what</source>
        <translation>做了什么</translation>
    </message>
    <message>
        <source>To what</source>
        <translation>对什么</translation>
    </message>
    <message>
        <source>Nobody is called “{words}”.</source>
        <translation>没有找到“{words}”。</translation>
    </message>
    <message>
        <source>Several look alike: choose with the arrow keys.</source>
        <translation>有几位相像，请用方向键选。</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>居民</translation>
    </message>
    <message>
        <source>Only {name}; press for everybody</source>
        <translation>只看{name}；点一下看所有人</translation>
    </message>
    <message>
        <source>the program</source>
        <translation>程序自己</translation>
    </message>
    <message>
        <source>A day is written 2026-03-05.</source>
        <translation>日期写成 2026-03-05。</translation>
    </message>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Name, initials, phone</source>
        <translation>姓名、首字母、电话</translation>
    </message>
</context>
</TS>
