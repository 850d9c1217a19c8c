<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BagFront</name>
    <message>
        <source>Table of all medicines</source>
        <translation>用药总表</translation>
    </message>
</context>
<context>
    <name>ChannelBar</name>
    <message>
        <source>In person</source>
        <translation>面诊</translation>
    </message>
    <message>
        <source>Internet care</source>
        <translation>互联网复诊</translation>
    </message>
    <message>
        <source>How the patient is seen</source>
        <translation>就诊方式</translation>
    </message>
</context>
<context>
    <name>Division</name>
    <message>
        <source>{n} drugs</source>
        <translation>{n}种药</translation>
    </message>
    <message>
        <source>{n} herbs</source>
        <translation>饮片{n}味</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>will be divided into {n} sheets: {parts}</source>
        <translation>将分成{n}张：{parts}</translation>
    </message>
    <message>
        <source>{n} ordinary drugs</source>
        <translation>普通{n}种</translation>
    </message>
    <message>
        <source>{n} second-class psychotropics</source>
        <translation>精二{n}种</translation>
    </message>
    <message>
        <source>{n} narcotics or first-class psychotropics</source>
        <translation>麻、精一{n}种</translation>
    </message>
    <message>
        <source>{n} toxic drugs</source>
        <translation>毒性药品{n}种</translation>
    </message>
    <message>
        <source>{n} toxic herbs</source>
        <translation>毒性饮片{n}味</translation>
    </message>
    <message>
        <source>{n} drugs (at most {most} a sheet)</source>
        <translation>共 {n} 种（每张最多 {most} 种）</translation>
    </message>
</context>
<context>
    <name>FindingCard</name>
    <message>
        <source>Write “{way}”</source>
        <translation>注明“{way}”</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Medication check</source>
        <translation>用药提示</translation>
    </message>
    <message>
        <source>The checks run as soon as a drug stands on the sheet.</source>
        <translation>写上第一种药后就开始检查。</translation>
    </message>
    <message>
        <source>Not checked: {what}</source>
        <translation>未能检查：{what}</translation>
    </message>
    <message>
        <source>Rules of {pack}</source>
        <translation>规则库 {pack}</translation>
    </message>
    <message>
        <source>No rules are loaded</source>
        <translation>没有装好规则库</translation>
    </message>
</context>
<context>
    <name>HeadPanel</name>
    <message>
        <source>Kind of sheet</source>
        <translation>处方种类</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>费别</translation>
    </message>
    <message>
        <source>Long-term prescription</source>
        <translation>长期处方</translation>
    </message>
    <message>
        <source>Condition assessed as stable</source>
        <translation>已评估，病情稳定</translation>
    </message>
    <message>
        <source>Patient has agreed</source>
        <translation>患者已同意并签名</translation>
    </message>
    <message>
        <source>for example: chronic illness, lives far away</source>
        <translation>例如：慢性病，路远</translation>
    </message>
    <message>
        <source>Diagnoses</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>none yet: write one on the visit's page</source>
        <translation>还没有诊断，请在接诊页添加</translation>
    </message>
    <message>
        <source>Why so many days</source>
        <translation>延长天数的理由</translation>
    </message>
    <message>
        <source>Why more than {n} days</source>
        <translation>超过{n}天的理由</translation>
    </message>
</context>
<context>
    <name>HerbsPanel</name>
    <message>
        <source>Add a decoction (herbs)</source>
        <translation>开饮片（中药汤剂）</translation>
    </message>
    <message>
        <source>Herbs and grams</source>
        <translation>饮片和克数</translation>
    </message>
    <message>
        <source>Doses</source>
        <translation>剂数</translation>
    </message>
    <message>
        <source>How it is made</source>
        <translation>煎法</translation>
    </message>
    <message>
        <source>How it is taken</source>
        <translation>服法</translation>
    </message>
    <message>
        <source>{n} herbs, {grams} g a dose, {doses} doses</source>
        <translation>{n}味，每剂{grams} g，共{doses}剂</translation>
    </message>
    <message>
        <source>doses</source>
        <translation>剂</translation>
    </message>
    <message>
        <source>Decoction (herbs)</source>
        <translation>饮片（中药汤剂）</translation>
    </message>
    <message>
        <source>herb and grams of one dose, one beside the other</source>
        <translation>写每剂的药味和克数，如：黄芪30 附子9先煎</translation>
    </message>
</context>
<context>
    <name>KeepPanel</name>
    <message>
        <source>Keep as template</source>
        <translation>存为常用方</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>For whom</source>
        <translation>给谁用</translation>
    </message>
    <message>
        <source>This is a child's prescription: doses go by age and weight, so none is kept. They are typed each time.</source>
        <translation>这是儿童处方：用量因年龄、体重而异，不保存每次用量，用时再填。</translation>
    </message>
    <message>
        <source>Not kept: totals, results of skin tests, drops a minute, reasons. They are the resident's.</source>
        <translation>不保存：总量、皮试结果、滴速、理由。这些因人而异。</translation>
    </message>
    <message>
        <source>Replace the one that has this name</source>
        <translation>替换原来的</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Back to the sheet</source>
        <translation>回到处方</translation>
    </message>
    <message>
        <source>no diagnosis in particular</source>
        <translation>不限诊断</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>诊断</translation>
    </message>
</context>
<context>
    <name>LineRow</name>
    <message>
        <source>Each time</source>
        <translation>每次</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>频次</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>请选</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>用法</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总量</translation>
    </message>
    <message>
        <source>Take line {n} out</source>
        <translation>去掉第 {n} 行</translation>
    </message>
    <message>
        <source>not in the formulary</source>
        <translation>药品目录中没有</translation>
    </message>
    <message>
        <source>= {dose} each time</source>
        <translation>= 每次 {dose}</translation>
    </message>
    <message>
        <source>proposed: {author}</source>
        <translation>默认值来自：{author}</translation>
    </message>
    <message>
        <source>Skin test</source>
        <translation>皮试</translation>
    </message>
    <message>
        <source>When needed for</source>
        <translation>必要时（用于）</translation>
    </message>
    <message>
        <source>for example chest pain</source>
        <translation>例如 胸痛时</translation>
    </message>
    <message>
        <source>At most a day</source>
        <translation>每日最多（次）</translation>
    </message>
    <message>
        <source>Infusion</source>
        <translation>瓶号</translation>
    </message>
    <message>
        <source>same letter = same bottle</source>
        <translation>同一瓶写同一字母</translation>
    </message>
    <message>
        <source>Drops a minute</source>
        <translation>滴/分</translation>
    </message>
    <message>
        <source>whole packs, {n}{piece} more than needed</source>
        <translation>按整盒，多出 {n} {piece}</translation>
    </message>
    <message>
        <source>Do a skin test</source>
        <translation>做皮试</translation>
    </message>
</context>
<context>
    <name>LinesPanel</name>
    <message>
        <source>Add a drug</source>
        <translation>添加药品</translation>
    </message>
    <message>
        <source>Add a drug: pinyin initials, name or former name</source>
        <translation>添加药品：拼音首字母、名称或旧名</translation>
    </message>
    <message>
        <source>No drug found for “{words}”. Check the spelling, or ask the administrator to add it.</source>
        <translation>没有找到“{words}”。请核对拼写，或请管理员添加。</translation>
    </message>
    <message>
        <source>Similar names: choose with ↑ ↓ or the mouse, then Enter.</source>
        <translation>名称相近，请用 ↑ ↓ 或鼠标选定，再按回车。</translation>
    </message>
    <message>
        <source>Drug</source>
        <translation>药品</translation>
    </message>
    <message>
        <source>Each time</source>
        <translation>每次</translation>
    </message>
    <message>
        <source>How often</source>
        <translation>频次</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>用法</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>天数</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总量</translation>
    </message>
</context>
<context>
    <name>NumberQuestion</name>
    <message>
        <source>Record</source>
        <translation>记下</translation>
    </message>
    <message>
        <source>It is right</source>
        <translation>没有错</translation>
    </message>
</context>
<context>
    <name>PaperButtons</name>
    <message>
        <source>Guidance slip</source>
        <translation>用药说明</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>药品标签</translation>
    </message>
    <message>
        <source>Infusion slip</source>
        <translation>输液单</translation>
    </message>
</context>
<context>
    <name>PapersPanel</name>
    <message>
        <source>What the controlled drug is for</source>
        <translation>麻醉、精神药品的用途</translation>
    </message>
    <message>
        <source>Usual</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Cancer pain, or chronic pain of moderate to severe degree</source>
        <translation>癌痛，中、重度慢性疼痛</translation>
    </message>
    <message>
        <source>For attention deficit (ADHD): up to 15 days</source>
        <translation>用于注意缺陷多动障碍（最多15天）</translation>
    </message>
    <message>
        <source>Emergency: antibiotic above my tier, 1 day only</source>
        <translation>紧急情况越级用抗菌药（限1天）</translation>
    </message>
    <message>
        <source>Resuscitation: rules advise only</source>
        <translation>抢救用药（规则只提醒，不拦）</translation>
    </message>
    <message>
        <source>Name of who fetches the drugs</source>
        <translation>代办人姓名</translation>
    </message>
    <message>
        <source>ID number of who fetches the drugs</source>
        <translation>代办人身份证明编号</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Fetched by</source>
        <translation>代办人</translation>
    </message>
    <message>
        <source>ID number</source>
        <translation>身份证明编号</translation>
    </message>
    <message>
        <source>Who that is to the patient</source>
        <translation>代办人与患者的关系</translation>
    </message>
    <message>
        <source>son, daughter …</source>
        <translation>如：儿子、女儿</translation>
    </message>
    <message>
        <source>Phone of who fetches the drugs</source>
        <translation>代办人电话</translation>
    </message>
    <message>
        <source>Relation</source>
        <translation>与患者关系</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
</context>
<context>
    <name>PrescriptionPage</name>
    <message>
        <source>Your unfinished prescription is back ({n} lines).</source>
        <translation>没写完的处方已找回（{n} 行）。</translation>
    </message>
    <message>
        <source>New sheet</source>
        <translation>正在写</translation>
    </message>
    <message>
        <source>{number} · {n} drugs · {state}</source>
        <translation>{number} 号 · {n} 种 · {state}</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Prescription {number}</source>
        <translation>处方 {number}</translation>
    </message>
    <message>
        <source>Draft, not signed</source>
        <translation>草稿，未签名</translation>
    </message>
    <message>
        <source>No visit is open</source>
        <translation>还没有打开就诊</translation>
    </message>
    <message>
        <source>Open a visit on the doctor's page, then press F6.</source>
        <translation>请先在接诊页打开一位病人，再按 F6。</translation>
    </message>
    <message>
        <source>Back to the visit</source>
        <translation>返回接诊</translation>
    </message>
    <message>
        <source>Renew (as last time)</source>
        <translation>续方（按上次）</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>{name} ({place}) sent it back: {words}</source>
        <translation>{name}（{place}）退回：{words}</translation>
    </message>
    <message>
        <source>The patient may have begun: call first.</source>
        <translation>患者可能已开始服药，请先联系患者。</translation>
    </message>
    <message>
        <source>Sent back by a pharmacist: {n}</source>
        <translation>药师退回 {n}</translation>
    </message>
    <message>
        <source>Sign for {name}, {age}: {drugs}. It cannot be changed afterwards. Signing: {doctor}</source>
        <translation>为【{name}】{age} 签名：{drugs}。签名后不能修改。签名医师：{doctor}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>The sheet that was sent back, changed as the pharmacist proposed. Look through it, then sign.</source>
        <translation>已按药师建议改好，请核对后签名。</translation>
    </message>
    <message>
        <source>Medicine bag</source>
        <translation>药袋</translation>
    </message>
</context>
<context>
    <name>ProofRow</name>
    <message>
        <source>Where it was diagnosed</source>
        <translation>诊断机构</translation>
    </message>
    <message>
        <source>institution on the record</source>
        <translation>病历上的医疗机构</translation>
    </message>
    <message>
        <source>Day of the diagnosis</source>
        <translation>诊断日期</translation>
    </message>
    <message>
        <source>2025-11-03</source>
        <translation>2025-11-03</translation>
    </message>
    <message>
        <source>diagnosed at</source>
        <translation>诊断机构</translation>
    </message>
    <message>
        <source>on</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>{day} {source}</source>
        <translation>{day} {source}</translation>
    </message>
</context>
<context>
    <name>QuestionsPanel</name>
    <message>
        <source>Pregnant?</source>
        <translation>妊娠？</translation>
    </message>
    <message>
        <source>Breast-feeding?</source>
        <translation>哺乳？</translation>
    </message>
    <message>
        <source>Please ask</source>
        <translation>请现在问</translation>
    </message>
    <message>
        <source>None (asked today)</source>
        <translation>无（今日询问）</translation>
    </message>
    <message>
        <source>Allergic to</source>
        <translation>对什么过敏</translation>
    </message>
    <message>
        <source>or: allergic to …</source>
        <translation>或：对…过敏</translation>
    </message>
    <message>
        <source>Reaction</source>
        <translation>反应</translation>
    </message>
    <message>
        <source>reaction</source>
        <translation>反应</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>记下</translation>
    </message>
    <message>
        <source>Allergies?</source>
        <translation>过敏？</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>体重</translation>
    </message>
    <message>
        <source>kg, or 24 jin</source>
        <translation>公斤，也可写 24斤</translation>
    </message>
    <message>
        <source>Weight?</source>
        <translation>体重？</translation>
    </message>
    <message>
        <source>Kidney function</source>
        <translation>肾功能</translation>
    </message>
    <message>
        <source>Kidney function?</source>
        <translation>肾功能？</translation>
    </message>
    <message>
        <source>eGFR on a report</source>
        <translation>化验单上的 eGFR</translation>
    </message>
    <message>
        <source>Other diseases?</source>
        <translation>还有别的病吗？</translation>
    </message>
    <message>
        <source>Medicines from elsewhere?</source>
        <translation>还吃别处的药吗？</translation>
    </message>
    <message>
        <source>{gene} gene?</source>
        <translation>{gene} 基因？</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>阳性</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>阴性</translation>
    </message>
    <message>
        <source>Yes: name them</source>
        <translation>有：记进药袋</translation>
    </message>
</context>
<context>
    <name>ReasonFields</name>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Choose a reason…</source>
        <translation>请选理由…</translation>
    </message>
    <message>
        <source>In words</source>
        <translation>写明</translation>
    </message>
    <message>
        <source>in words, if needed</source>
        <translation>补充说明</translation>
    </message>
    <message>
        <source>Sign again beside the line</source>
        <translation>在本行再次签名</translation>
    </message>
    <message>
        <source>reason written, signed again by {name}</source>
        <translation>已写明理由，{name} 已再次签名</translation>
    </message>
    <message>
        <source>reason written</source>
        <translation>已写明理由</translation>
    </message>
</context>
<context>
    <name>RefillPanel</name>
    <message>
        <source>Renew an earlier prescription</source>
        <translation>续方（按上次）</translation>
    </message>
    <message>
        <source>Put the ticked lines on the sheet</source>
        <translation>采用勾选的药</translation>
    </message>
    <message>
        <source>Back to the sheet</source>
        <translation>返回处方</translation>
    </message>
    <message>
        <source>Sheet {number} of {day}</source>
        <translation>{day} 的处方 {number}</translation>
    </message>
    <message>
        <source>Since then: {news}</source>
        <translation>上次以后：{news}</translation>
    </message>
    <message>
        <source>By the records of this computer up to {day}</source>
        <translation>数据截至 {day}（本机记录）</translation>
    </message>
    <message>
        <source>{n} days should be left</source>
        <translation>应还剩 {n} 天</translation>
    </message>
    <message>
        <source>used up</source>
        <translation>已用完</translation>
    </message>
    <message>
        <source>taken since {day}</source>
        <translation>{day} 开始服用</translation>
    </message>
    <message>
        <source>{n} of {all} ticked</source>
        <translation>已选 {n}/{all}</translation>
    </message>
</context>
<context>
    <name>ReturnedCard</name>
    <message>
        <source>Adopt and change</source>
        <translation>采纳并修改</translation>
    </message>
    <message>
        <source>Disagree…</source>
        <translation>不采纳…</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Why do you disagree?</source>
        <translation>为什么不采纳？</translation>
    </message>
    <message>
        <source>To another pharmacist</source>
        <translation>请另一位药师审核</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>先不答复</translation>
    </message>
    <message>
        <source>no phone number known</source>
        <translation>没有电话号码</translation>
    </message>
    <message>
        <source>{time} {name} ({place}) · prescription {number}</source>
        <translation>{time} {name}（{place}）· 处方 {number}</translation>
    </message>
    <message>
        <source>Proposed: {words}</source>
        <translation>建议：{words}</translation>
    </message>
    <message>
        <source>Called: {words}</source>
        <translation>已联系：{words}</translation>
    </message>
    <message>
        <source>the patient may have begun</source>
        <translation>患者可能已开始服药</translation>
    </message>
    <message>
        <source>another pharmacist is asked</source>
        <translation>已请另一位药师审核</translation>
    </message>
    <message>
        <source>prescribed by a colleague</source>
        <translation>同事开的处方</translation>
    </message>
    <message>
        <source>After calling the patient:</source>
        <translation>联系患者后：</translation>
    </message>
    <message>
        <source>pharmacists' phone {phone}</source>
        <translation>药师电话 {phone}</translation>
    </message>
</context>
<context>
    <name>RevisitPanel</name>
    <message>
        <source>The guardian is there, and I am a doctor of this specialty (child under 6 years)</source>
        <translation>监护人在场，我是相应专科医师（6岁以下儿童）</translation>
    </message>
    <message>
        <source>Only diseases that were diagnosed in person before; no narcotic, psychotropic or toxic drugs.</source>
        <translation>只能为已面诊确诊的病复诊开药；不得开麻醉、精神、毒性药品。</translation>
    </message>
</context>
<context>
    <name>RxWords</name>
    <message>
        <source>found as {name}</source>
        <translation>旧名 {name}</translation>
    </message>
    <message>
        <source>{n} in stock</source>
        <translation>库存 {n}</translation>
    </message>
    <message>
        <source>whole sheet</source>
        <translation>整张处方</translation>
    </message>
    <message>
        <source>line {n}</source>
        <translation>第 {n} 行</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translation>依据：{source}</translation>
    </message>
    <message>
        <source>{n} × {severity}</source>
        <translation>{n} 项{severity}</translation>
    </message>
    <message>
        <source>no rules: nothing about this drug is checked, look at the leaflet</source>
        <translation>无用药规则：这个药不会检查，请核对说明书</translation>
    </message>
    <message>
        <source>only {n} in stock</source>
        <translation>库存只有{n}</translation>
    </message>
    <message>
        <source>no rules</source>
        <translation>无用药规则</translation>
    </message>
    <message>
        <source>not confirmed here</source>
        <translation>本机构未确认</translation>
    </message>
    <message>
        <source>county catalogue</source>
        <translation>县级目录</translation>
    </message>
    <message>
        <source>{n} in stock, others expired</source>
        <translation>库存{n}，另有过期</translation>
    </message>
    <message>
        <source>{dose} in each dose</source>
        <translation>每剂{dose}</translation>
    </message>
</context>
<context>
    <name>SheetView</name>
    <message>
        <source>Void…</source>
        <translation>作废…</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>理由</translation>
    </message>
    <message>
        <source>Why is it void? For example: wrong drug</source>
        <translation>为什么作废？例如：药开错了</translation>
    </message>
    <message>
        <source>Void this sheet</source>
        <translation>作废这张处方</translation>
    </message>
    <message>
        <source>Leave it valid</source>
        <translation>不作废</translation>
    </message>
    <message>
        <source>Prescription {number}</source>
        <translation>处方 {number}</translation>
    </message>
    <message>
        <source>Check code {hash}</source>
        <translation>校验码 {hash}</translation>
    </message>
    <message>
        <source>{n} {unit}</source>
        <translation>{n} {unit}</translation>
    </message>
    <message>
        <source>skin test: {result}</source>
        <translation>皮试：{result}</translation>
    </message>
    <message>
        <source>signed {time}</source>
        <translation>{time} 签名</translation>
    </message>
    <message>
        <source>payment: {words}</source>
        <translation>费别：{words}</translation>
    </message>
    <message>
        <source>¥ {sum}</source>
        <translation>¥ {sum}</translation>
    </message>
</context>
<context>
    <name>TemplateWords</name>
    <message>
        <source>dose to be typed</source>
        <translation>每次用量待填</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n}天</translation>
    </message>
    <message>
        <source>{n} doses, {method}, {use}</source>
        <translation>{n}剂，{method}，{use}</translation>
    </message>
    <message>
        <source>It was changed at two computers: look at both, keep one, delete the other.</source>
        <translation>两台电脑上都改过：请对照两个，留一个，删一个。</translation>
    </message>
    <message>
        <source>Kept as a template: {name}. {key} brings it.</source>
        <translation>已存为常用方：{name}。按 {key} 取用。</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>{name} ({why})</source>
        <translation>{name}（{why}）</translation>
    </message>
    <message>
        <source>Put on the sheet: {names}.</source>
        <translation>已加入：{names}。</translation>
    </message>
    <message>
        <source>On the sheet already, left as it is: {names}.</source>
        <translation>处方上已有，没有改：{names}。</translation>
    </message>
    <message>
        <source>Not put on the sheet: {names}.</source>
        <translation>没有加入：{names}。</translation>
    </message>
    <message>
        <source>Please type the dose of {names}.</source>
        <translation>请填写每次用量：{names}。</translation>
    </message>
    <message>
        <source>a drug is gone</source>
        <translation>缺药</translation>
    </message>
    <message>
        <source>changed twice</source>
        <translation>两处改过</translation>
    </message>
    <message>
        <source>strength changed</source>
        <translation>规格已变</translation>
    </message>
</context>
<context>
    <name>TemplatesFront</name>
    <message>
        <source>Templates</source>
        <translation>常用方</translation>
    </message>
    <message>
        <source>Keep as template</source>
        <translation>存为常用方</translation>
    </message>
</context>
<context>
    <name>TemplatesPanel</name>
    <message>
        <source>Find a template</source>
        <translation>查找常用方</translation>
    </message>
    <message>
        <source>Pinyin initials, name, diagnosis or its code</source>
        <translation>拼音首字母、名称、诊断或编码</translation>
    </message>
    <message>
        <source>{n} templates</source>
        <translation>共{n}个</translation>
    </message>
    <message>
        <source>Renamed: {name}</source>
        <translation>已改名：{name}</translation>
    </message>
    <message>
        <source>Deleted: {name}. What was written by it stays.</source>
        <translation>已删除：{name}。以前开的处方不变。</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>For</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Whose</source>
        <translation>归属</translation>
    </message>
    <message>
        <source>site</source>
        <translation>本机构</translation>
    </message>
    <message>
        <source>mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>No template found</source>
        <translation>没有常用方</translation>
    </message>
    <message>
        <source>Write a prescription once, then choose Keep as template: it stands here.</source>
        <translation>开好一张处方后点“存为常用方”，以后就在这里。</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>常用方</translation>
    </message>
    <message>
        <source>Back to the sheet</source>
        <translation>回到处方</translation>
    </message>
    <message>
        <source>Put on the sheet (Enter)</source>
        <translation>加入处方（Enter）</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>改名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>Keep the name</source>
        <translation>保存名称</translation>
    </message>
    <message>
        <source>Delete it?</source>
        <translation>确定删除？</translation>
    </message>
    <message>
        <source>Yes, delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>No</source>
        <translation>不删</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>It stands again: {name}</source>
        <translation>已恢复：{name}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
</TS>
