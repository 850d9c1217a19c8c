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
    <name>StepCard</name>
    <message>
        <source>Carrier</source>
        <translation>谁来送</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>单号</translation>
    </message>
    <message>
        <source>Signed for by</source>
        <translation>谁签收</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Why it was not delivered</source>
        <translation>没送到的原因</translation>
    </message>
    <message>
        <source>who brings it</source>
        <translation>快递公司或送药人</translation>
    </message>
    <message>
        <source>if there is one</source>
        <translation>没有可不填</translation>
    </message>
    <message>
        <source>From which batch</source>
        <translation>取哪一批</translation>
    </message>
    <message>
        <source>Off the shelf</source>
        <translation>从货架取</translation>
    </message>
    <message>
        <source>what expires first</source>
        <translation>先到期的先取</translation>
    </message>
</context>
<context>
    <name>SupplyPage</name>
    <message>
        <source>{n} not delivered</source>
        <translation>{n}件未送达</translation>
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
    <message>
        <source>Waits</source>
        <translation>已等</translation>
    </message>
    <message>
        <source>What clinics ask your pharmacy for appears here by itself.</source>
        <translation>各卫生室的申请会自动出现在这里。</translation>
    </message>
    <message>
        <source>{n} under way</source>
        <translation>{n}件进行中</translation>
    </message>
</context>
<context>
    <name>SupplyWords</name>
    <message>
        <source>{name} {n}{piece}</source>
        <translation>{name} {n}{piece}</translation>
    </message>
    <message>
        <source>{time} {status}</source>
        <translation>{time} {status}</translation>
    </message>
    <message>
        <source>{status}, parcel to come back</source>
        <translation>{status}，等包裹退回</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Packed twice: put {batches} back on the shelf; the first packing counts.</source>
        <translation>两个人都配了：请把{batches}放回货架，以先配的为准。</translation>
    </message>
    <message>
        <source>no date</source>
        <translation>无效期</translation>
    </message>
    <message>
        <source>{batch} · until {day} · {n}{piece}</source>
        <translation>{batch} · 有效期至{day} · {n}{piece}</translation>
    </message>
    <message>
        <source>batch {batch} {n}{piece}</source>
        <translation>批号{batch} {n}{piece}</translation>
    </message>
</context>
</TS>
