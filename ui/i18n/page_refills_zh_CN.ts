<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>RefillsPage</name>
    <message>
        <source>{n} residents</source>
        <translation>共{n}人</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>For the first time this takes a moment.</source>
        <translation>第一次需要稍等片刻。</translation>
    </message>
    <message>
        <source>Nobody runs out within these days</source>
        <translation>这些天内没有人用完药</translation>
    </message>
    <message>
        <source>Choose more days, or all villages.</source>
        <translation>请选择更多天数，或全部村。</translation>
    </message>
    <message>
        <source>Refill list</source>
        <translation>续方名单</translation>
    </message>
    <message>
        <source>{n} days left</source>
        <translation>还剩{n}天</translation>
    </message>
    <message>
        <source>out for {n} days</source>
        <translation>已断药{n}天</translation>
    </message>
    <message>
        <source>never</source>
        <translation>无记录</translation>
    </message>
    <message>
        <source>Renew</source>
        <translation>续方</translation>
    </message>
    <message>
        <source>Open the record</source>
        <translation>打开档案</translation>
    </message>
    <message>
        <source>Print the list</source>
        <translation>打印名单</translation>
    </message>
    <message>
        <source>Ran out</source>
        <translation>已断药</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7天内用完</translation>
    </message>
    <message>
        <source>14 days</source>
        <translation>14天内用完</translation>
    </message>
    <message>
        <source>28 days</source>
        <translation>28天内用完</translation>
    </message>
    <message>
        <source>Used up within</source>
        <translation>多少天内用完</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Used up on</source>
        <translation>用完日期</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>余药</translation>
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
        <source>Medicines</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>上次本人就诊</translation>
    </message>
    <message>
        <source>Who runs out</source>
        <translation>谁的药快用完了</translation>
    </message>
    <message>
        <source>{name}: {drugs} · last sheet {number}</source>
        <translation>{name}：{drugs} · 上次处方 {number}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
</TS>
