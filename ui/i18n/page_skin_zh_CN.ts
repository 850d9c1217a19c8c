<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BeginCard</name>
    <message>
        <source>Without adrenaline on the shelf</source>
        <translation>货架上没有肾上腺素</translation>
    </message>
    <message>
        <source>It is in the emergency box, not expired</source>
        <translation>急救箱另备有，已看效期</translation>
    </message>
    <message>
        <source>There is none, test all the same</source>
        <translation>没有，仍要做</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批号</translation>
    </message>
    <message>
        <source>type or scan it from the box</source>
        <translation>照药盒输入或扫码</translation>
    </message>
    <message>
        <source>Solution</source>
        <translation>皮试液</translation>
    </message>
    <message>
        <source>as the data sheet says</source>
        <translation>照说明书</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>部位</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>先不做</translation>
    </message>
    <message>
        <source>Skin test: {drug}</source>
        <translation>皮试：{drug}</translation>
    </message>
    <message>
        <source>Advisory, the data sheet decides. {source}</source>
        <translation>建议值，以说明书为准。{source}</translation>
    </message>
    <message>
        <source>Injected now: start {n} min, in the name of {who}</source>
        <translation>已注射，开始计时{n}分钟（{who}）</translation>
    </message>
</context>
<context>
    <name>SkinForm</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>阴性</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>阳性</translation>
    </message>
    <message>
        <source>Diameter of the wheal</source>
        <translation>皮丘直径</translation>
    </message>
    <message>
        <source>flush</source>
        <translation>红晕</translation>
    </message>
    <message>
        <source>pseudopodia</source>
        <translation>伪足</translation>
    </message>
    <message>
        <source>Read it, in my name</source>
        <translation>判读，署我的名</translation>
    </message>
    <message>
        <source>First dose given, observe {n} min</source>
        <translation>首剂已用，开始观察{n}分钟</translation>
    </message>
    <message>
        <source>Put it among the allergies</source>
        <translation>记入过敏史</translation>
    </message>
    <message>
        <source>Well</source>
        <translation>无不适</translation>
    </message>
    <message>
        <source>Reaction</source>
        <translation>反应</translation>
    </message>
    <message>
        <source>such as rash, tight chest</source>
        <translation>例如：皮疹、胸闷</translation>
    </message>
    <message>
        <source>There is a reaction</source>
        <translation>有反应</translation>
    </message>
    <message>
        <source>What to do (F12)</source>
        <translation>怎么处理（F12）</translation>
    </message>
    <message>
        <source>Why it does not count</source>
        <translation>作废原因</translation>
    </message>
    <message>
        <source>such as wrong person, wrong batch</source>
        <translation>例如：看错人、批号输错</translation>
    </message>
    <message>
        <source>Does not count</source>
        <translation>作废这次皮试</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Wheal</source>
        <translation>皮丘</translation>
    </message>
</context>
<context>
    <name>SkinStrip</name>
    <message>
        <source>Skin tests</source>
        <translation>皮试</translation>
    </message>
    <message>
        <source>A reaction after the dose: stop the drug at once.</source>
        <translation>用药后有反应：马上停药。</translation>
    </message>
    <message>
        <source>Press F12: what to do, step by step.</source>
        <translation>按F12，看逐步的处理方法。</translation>
    </message>
    <message>
        <source>What to do (F12)</source>
        <translation>怎么处理（F12）</translation>
    </message>
</context>
<context>
    <name>SkinWords</name>
    <message>
        <source>Skin test {name} {left}</source>
        <translation>皮试 {name} {left}</translation>
    </message>
    <message>
        <source>Read the skin test: {name}</source>
        <translation>皮试到时，请判读：{name}</translation>
    </message>
    <message>
        <source>{name}: test negative, first dose?</source>
        <translation>{name} 皮试阴性，首剂用了吗</translation>
    </message>
    <message>
        <source>{name}: reaction, note the allergy</source>
        <translation>{name} 有反应，请记过敏</translation>
    </message>
    <message>
        <source>Observe {name} {left}</source>
        <translation>观察 {name} {left}</translation>
    </message>
    <message>
        <source>Observed long enough: {name}</source>
        <translation>观察到时：{name}</translation>
    </message>
    <message>
        <source>male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>{who} · {drug}, batch {batch}</source>
        <translation>{who} · {drug} 批号{batch}</translation>
    </message>
    <message>
        <source>{arm}, {time}, {by} · {solution} · {ready}</source>
        <translation>{arm} · {time} {by} · {solution} · {ready}</translation>
    </message>
    <message>
        <source>To be read at {at}. A reaction may be read at once.</source>
        <translation>{at}判读。已有反应的可马上判阳性。</translation>
    </message>
    <message>
        <source>The time is over: look at the forearm and read it now.</source>
        <translation>时间到：请看前臂，现在判读。</translation>
    </message>
    <message>
        <source>Negative. As the first dose is given, start the observation.</source>
        <translation>阴性。用首剂时请按下面，开始观察。</translation>
    </message>
    <message>
        <source>The drug is not to be given. Put it among the allergies.</source>
        <translation>不能用此药。请记入过敏史。</translation>
    </message>
    <message>
        <source>Keep the patient here until {at}. At any reaction: stop, then F12.</source>
        <translation>请患者留到{at}。有反应马上停药，按F12。</translation>
    </message>
    <message>
        <source>The time is over: how is the patient?</source>
        <translation>时间到：患者怎么样？</translation>
    </message>
    <message>
        <source>reaction after the dose, {time}</source>
        <translation>用药后有反应 {time}</translation>
    </message>
    <message>
        <source>test runs, to be read at {at}</source>
        <translation>皮试中，{at}判读</translation>
    </message>
    <message>
        <source>negative {time}, batch {batch}</source>
        <translation>皮试阴性 {time} 批号{batch}</translation>
    </message>
    <message>
        <source>positive {time}, batch {batch}</source>
        <translation>皮试阳性 {time} 批号{batch}</translation>
    </message>
    <message>
        <source>left forearm</source>
        <translation>左前臂</translation>
    </message>
    <message>
        <source>right forearm</source>
        <translation>右前臂</translation>
    </message>
    <message>
        <source>Adrenaline at hand: {what}</source>
        <translation>肾上腺素已备：{what}</translation>
    </message>
    <message>
        <source>The adrenaline has expired: {what}</source>
        <translation>肾上腺素已过期，不能用：{what}</translation>
    </message>
    <message>
        <source>No adrenaline in stock</source>
        <translation>库存里没有肾上腺素</translation>
    </message>
    <message>
        <source>{batch} until {day}</source>
        <translation>{batch} 至{day}</translation>
    </message>
    <message>
        <source>{name}, batch {batch}, until {day}, {n} left</source>
        <translation>{name} 批号{batch} 至{day}，剩{n}</translation>
    </message>
    <message>
        <source>adrenaline in the emergency box</source>
        <translation>肾上腺素在急救箱</translation>
    </message>
    <message>
        <source>begun without adrenaline</source>
        <translation>没有肾上腺素</translation>
    </message>
</context>
</TS>
