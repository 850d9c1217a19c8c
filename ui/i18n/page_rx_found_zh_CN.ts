<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>FoundPage</name>
    <message>
        <source>{n} to answer</source>
        <translation>{n}张待答复</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月份</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>点评结果</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>My answer</source>
        <translation>我的答复</translation>
    </message>
    <message>
        <source>None of your sheets was looked at yet</source>
        <translation>您的处方还没有被点评</translation>
    </message>
    <message>
        <source>The monthly review comes by itself.</source>
        <translation>每月抽查的点评结果会自动出现在这里。</translation>
    </message>
    <message>
        <source>Monthly review of my sheets</source>
        <translation>我的处方点评</translation>
    </message>
    <message>
        <source>Sheets looked at</source>
        <translation>被点评的处方</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Explanation</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Why it was right to prescribe so</source>
        <translation>说明这样开药的理由</translation>
    </message>
    <message>
        <source>Explain</source>
        <translation>说明理由</translation>
    </message>
    <message>
        <source>To answer</source>
        <translation>待答复</translation>
    </message>
    <message>
        <source>Prescription {number}</source>
        <translation>处方 {number}</translation>
    </message>
    <message>
        <source>{name} ({place}) · {month}: {size} of {population} sheets drawn by lot, seed {seed}</source>
        <translation>{name}（{place}）· {month}：从{population}张中随机抽取{size}张，抽样号 {seed}</translation>
    </message>
    <message>
        <source>Found: {words}</source>
        <translation>点评：{words}</translation>
    </message>
    <message>
        <source>My answer: {words}</source>
        <translation>我的答复：{words}</translation>
    </message>
</context>
</TS>
