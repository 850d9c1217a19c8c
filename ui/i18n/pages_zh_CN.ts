<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ReceiptLine</name>
    <message>
        <source>The server did not take it: see the page Upload</source>
        <translation>服务器没有接受，请看“上传”页</translation>
    </message>
    <message>
        <source>Not uploaded yet</source>
        <translation>尚未上传</translation>
    </message>
    <message>
        <source>Not all uploaded yet; what was there last: {receipt}</source>
        <translation>还没有全部上传；上次上传的：{receipt}</translation>
    </message>
    <message>
        <source>uploaded {time}</source>
        <translation>已上传 {time}</translation>
    </message>
    <message>
        <source>came from the server</source>
        <translation>来自服务器</translation>
    </message>
    <message>
        <source>version {n}</source>
        <translation>第 {n} 版</translation>
    </message>
    <message>
        <source>number there {id}</source>
        <translation>服务器编号 {id}</translation>
    </message>
    <message>
        <source>check code {hash}</source>
        <translation>校验码 {hash}</translation>
    </message>
</context>
<context>
    <name>RetestPanel</name>
    <message>
        <source>Resting, measure again: {n}</source>
        <translation>复测席 {n} 人（休息后再测）</translation>
    </message>
    <message>
        <source>in {m}:{s:02d}</source>
        <translation>再等{m}:{s:02d}</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在可以测</translation>
    </message>
    <message>
        <source>glucose {value}, sugar water</source>
        <translation>血糖 {value} 喝糖水，</translation>
    </message>
</context>
<context>
    <name>SpanChoice</name>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>This quarter</source>
        <translation>本季度</translation>
    </message>
    <message>
        <source>Last quarter</source>
        <translation>上季度</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>今年</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>日期</translation>
    </message>
</context>
<context>
    <name>When</name>
    <message>
        <source>yesterday {time}</source>
        <translation>昨天 {time}</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n}分钟</translation>
    </message>
    <message>
        <source>{h} h {m:02d}</source>
        <translation>{h}小时{m:02d}分</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n}天</translation>
    </message>
</context>
</TS>
