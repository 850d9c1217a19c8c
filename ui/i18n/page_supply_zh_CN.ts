<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>FormCard</name>
    <message>
        <source>How it gets there</source>
        <translation>怎么给患者</translation>
    </message>
    <message>
        <source>How many</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>联系人</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Ask for it</source>
        <translation>申请外配</translation>
    </message>
    <message>
        <source>{patient}: {name}</source>
        <translation>{patient}：{name}</translation>
    </message>
    <message>
        <source>The patient agrees</source>
        <translation>患者同意</translation>
    </message>
    <message>
        <source>Tell price, way and time; read phone and address back to the patient.</source>
        <translation>请说明价格、送达方式和时间，并把电话、地址念给患者核对。</translation>
    </message>
</context>
<context>
    <name>SupplyPage</name>
    <message>
        <source>{n} not delivered</source>
        <translation>{n}件未送达</translation>
    </message>
    <message>
        <source>{name} {n}{piece}</source>
        <translation>{name} {n}{piece}</translation>
    </message>
    <message>
        <source>{time} {status}</source>
        <translation>{time} {status}</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>患者</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Asked for elsewhere</source>
        <translation>外配与配送</translation>
    </message>
    <message>
        <source>Nothing under way</source>
        <translation>没有外配的药</translation>
    </message>
    <message>
        <source>What is out of stock is asked for on its sheet at the counter.</source>
        <translation>缺货的药，在发药页的处方上申请。</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Waybill, or why</source>
        <translation>单号，或原因</translation>
    </message>
    <message>
        <source>Signed for by</source>
        <translation>签收人</translation>
    </message>
    <message>
        <source>So far</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Choose a request</source>
        <translation>请选一项</translation>
    </message>
    <message>
        <source>Where it goes, every step, and what happened next.</source>
        <translation>可看到送到哪里、每一步进度，并记录下一步。</translation>
    </message>
</context>
</TS>
