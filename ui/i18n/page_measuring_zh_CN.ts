<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ArmLine</name>
    <message>
        <source>Birth date, last four of the phone, householder, or last four of the ID</source>
        <translation>出生日期、电话后4位、户主姓名或证号后4位</translation>
    </message>
    <message>
        <source>Birth date, phone tail, householder or ID tail</source>
        <translation>出生日期、电话后4位、户主或证号后4位</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Fetches medicine, patient not here</source>
        <translation>代配药（患者未到）</translation>
    </message>
    <message>
        <source>This is not what the record of {name} says. Ask once more.</source>
        <translation>与{name}的档案不符，请再问一次。</translation>
    </message>
    <message>
        <source>Fetches medicine for {name}: nothing is measured</source>
        <translation>代{name}配药，不测量</translation>
    </message>
    <message>
        <source>no. {sticker}</source>
        <translation>{sticker}号</translation>
    </message>
    <message>
        <source>Measuring [{name}] · {stickers}</source>
        <translation>正在给【{name}】测 · {stickers}</translation>
    </message>
    <message>
        <source>ready, measure now</source>
        <translation>可以测了</translation>
    </message>
    <message>
        <source>waiting for it to connect</source>
        <translation>等设备连上，先别测</translation>
    </message>
    <message>
        <source>let go in {n} s</source>
        <translation>{n} 秒后自动结束</translation>
    </message>
    <message>
        <source>Let go</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>{name} is recognised. Measure with:</source>
        <translation>{name}身份已核对。用哪台测？</translation>
    </message>
    <message>
        <source>{name} is recognised. No device at this seat: type the values.</source>
        <translation>{name}身份已核对。这个座位没有设备，请手工输入。</translation>
    </message>
    <message>
        <source>{sticker} {kind}</source>
        <translation>{sticker} {kind}</translation>
    </message>
    <message>
        <source>{sticker} {kind} (now {name})</source>
        <translation>{sticker} {kind}（正在给{name}）</translation>
    </message>
    <message>
        <source>Devices measure only whoever is recognised. Ask the person in the chair:</source>
        <translation>先核对身份，设备才能给他测。请问坐着的人：</translation>
    </message>
</context>
<context>
    <name>DrawerPanel</name>
    <message>
        <source>Readings to be claimed</source>
        <translation>待认领数据</translation>
    </message>
    <message>
        <source>a trial</source>
        <translation>试机</translation>
    </message>
    <message>
        <source>of staff or family</source>
        <translation>工作人员或家属</translation>
    </message>
    <message>
        <source>recorded already</source>
        <translation>已经记过</translation>
    </message>
    <message>
        <source>Another reason</source>
        <translation>其他原因</translation>
    </message>
    <message>
        <source>Another reason, then Enter</source>
        <translation>其他原因，写好按回车</translation>
    </message>
    <message>
        <source>Nobody&apos;s here? Set it aside, because it is:</source>
        <translation>不是居民的？放到一边，因为是：</translation>
    </message>
    <message>
        <source>Nothing waits here. Readings that fit nobody come here with their reason.</source>
        <translation>没有待认领的数据。对不上人的测量会连同原因放在这里。</translation>
    </message>
    <message>
        <source>{time}: {name} was being measured. Is it theirs?</source>
        <translation>{time} 正在给{name}测，是他的吗？</translation>
    </message>
    <message>
        <source>It is {name}&apos;s</source>
        <translation>是{name}的</translation>
    </message>
    <message>
        <source>Give it to a resident</source>
        <translation>认领给居民</translation>
    </message>
    <message>
        <source>This is a control measurement and belongs to nobody.</source>
        <translation>这是质控结果，不属于任何人。</translation>
    </message>
    <message>
        <source>{name} is recognised.</source>
        <translation>{name}身份已核对。</translation>
    </message>
    <message>
        <source>Open the resident&apos;s card and check who it is; then it can be given.</source>
        <translation>请先打开这位居民并核对身份，再认领。</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>新的在前</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>旧的在前</translation>
    </message>
    <message>
        <source>All devices</source>
        <translation>全部设备</translation>
    </message>
    <message>
        <source>all users</source>
        <translation>全部用户</translation>
    </message>
    <message>
        <source>user {n}</source>
        <translation>用户{n}</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>{n} chosen</source>
        <translation>已选 {n} 条</translation>
    </message>
    <message>
        <source>All {n} are {name}&apos;s</source>
        <translation>{n} 条都是{name}的</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>危急</translation>
    </message>
</context>
<context>
    <name>EntryCard</name>
    <message>
        <source>{kind} typed</source>
        <translation>手工输入{kind}</translation>
    </message>
    <message>
        <source>Yes, it is right</source>
        <translation>没错，就是这个数</translation>
    </message>
    <message>
        <source>last {value} ({when})</source>
        <translation>上次 {value}（{when}）</translation>
    </message>
    <message>
        <source>typed</source>
        <translation>手工</translation>
    </message>
    <message>
        <source>device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Take the value back, because it is:</source>
        <translation>撤回这个数，因为：</translation>
    </message>
    <message>
        <source>somebody else&apos;s</source>
        <translation>是别人的</translation>
    </message>
    <message>
        <source>wrongly measured</source>
        <translation>测错了</translation>
    </message>
    <message>
        <source>Correct this value</source>
        <translation>更正这个数</translation>
    </message>
    <message>
        <source>cm or metres</source>
        <translation>厘米或米</translation>
    </message>
    <message>
        <source>kg or jin</source>
        <translation>公斤或斤</translation>
    </message>
    <message>
        <source>cm or chi</source>
        <translation>厘米或尺</translation>
    </message>
    <message>
        <source>high/low</source>
        <translation>高压/低压</translation>
    </message>
    <message>
        <source>once more</source>
        <translation>再输一次</translation>
    </message>
</context>
<context>
    <name>GlucoseCard</name>
    <message>
        <source>When it was taken</source>
        <translation>什么时候测的</translation>
    </message>
</context>
<context>
    <name>Measuring</name>
    <message>
        <source>Blood pressure</source>
        <translation>血压</translation>
    </message>
    <message>
        <source>Glucose</source>
        <translation>血糖</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>体温</translation>
    </message>
    <message>
        <source>Oxygen</source>
        <translation>血氧</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>身高</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>体重</translation>
    </message>
    <message>
        <source>Waist</source>
        <translation>腰围</translation>
    </message>
    <message>
        <source>Heart rate</source>
        <translation>心率</translation>
    </message>
    <message>
        <source>ECG</source>
        <translation>心电</translation>
    </message>
    <message>
        <source>when the glucose was taken</source>
        <translation>血糖是空腹还是餐后</translation>
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
        <source>fasting</source>
        <translation>空腹</translation>
    </message>
    <message>
        <source>2 h after a meal</source>
        <translation>餐后2小时</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>left arm</source>
        <translation>左臂</translation>
    </message>
    <message>
        <source>right arm</source>
        <translation>右臂</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>critical</source>
        <translation>危急</translation>
    </message>
    <message>
        <source>high</source>
        <translation>偏高</translation>
    </message>
    <message>
        <source>low</source>
        <translation>偏低</translation>
    </message>
    <message>
        <source>reading {n}: {value}</source>
        <translation>第{n}次 {value}</translation>
    </message>
    <message>
        <source>Laboratory</source>
        <translation>化验</translation>
    </message>
    <message>
        <source>{first} and {n} more</source>
        <translation>{first} 等，另 {n} 项</translation>
    </message>
    <message>
        <source>user {n}</source>
        <translation>用户{n}</translation>
    </message>
    <message>
        <source>specimen {code}</source>
        <translation>标本 {code}</translation>
    </message>
    <message>
        <source>its number {code}</source>
        <translation>仪器上的号码 {code}</translation>
    </message>
</context>
<context>
    <name>MeasuringPage</name>
    <message>
        <source>Or scan an ID card, or type a name on the left and ask for a second identifier.</source>
        <translation>也可以刷身份证，或在左边输姓名再核对身份。</translation>
    </message>
    <message>
        <source>{name} is saved and waits for the doctor</source>
        <translation>{name}已保存，等医生接诊</translation>
    </message>
    <message>
        <source>Please scan the next slip</source>
        <translation>请扫下一位的号条</translation>
    </message>
    <message>
        <source>Or scan an ID card, or type a name on the left.</source>
        <translation>也可以刷身份证，或在左边输姓名。</translation>
    </message>
    <message>
        <source>{sticker} → {name}: {kind} {value}</source>
        <translation>{sticker} → {name}：{kind} {value}</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>可以测</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待</translation>
    </message>
</context>
<context>
    <name>RosterPanel</name>
    <message>
        <source>To be measured</source>
        <translation>待测</translation>
    </message>
    <message>
        <source>Card, slip, name, initials or phone</source>
        <translation>刷身份证、扫号条，或输姓名、电话</translation>
    </message>
    <message>
        <source>Today&apos;s residents</source>
        <translation>今天的居民</translation>
    </message>
    <message>
        <source>Nobody yet today</source>
        <translation>今天还没有人</translation>
    </message>
    <message>
        <source>Scan a card or a slip, or type a name above.</source>
        <translation>请刷身份证、扫号条，或在上面输姓名。</translation>
    </message>
    <message>
        <source>{n} of {all}</source>
        <translation>{n}/{all} 人</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>回到名单</translation>
    </message>
    <message>
        <source>Readings to be claimed {n}</source>
        <translation>待认领数据 {n}</translation>
    </message>
    <message>
        <source>Nobody found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Check the spelling, or register a new resident (F10).</source>
        <translation>请核对姓名，或按 F10 登记新居民。</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已打开</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>正在测</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>等{n}分</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>head {name}</source>
        <translation>户主{name}</translation>
    </message>
    <message>
        <source>phone …{tail}</source>
        <translation>电话…{tail}</translation>
    </message>
    <message>
        <source>Card / slip / name / phone</source>
        <translation>刷卡、号条、姓名、电话</translation>
    </message>
    <message>
        <source>Readings to be claimed</source>
        <translation>待认领数据</translation>
    </message>
</context>
<context>
    <name>SubjectPanel</name>
    <message>
        <source>Put away</source>
        <translation>先放一边</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>cuff filling</source>
        <translation>正在加压</translation>
    </message>
    <message>
        <source>BMI {value}</source>
        <translation>BMI {value}</translation>
    </message>
    <message>
        <source>pulse {n}</source>
        <translation>脉搏 {n}</translation>
    </message>
    <message>
        <source>The pause grew too long: measure twice anew.</source>
        <translation>隔得太久，请重新测两次。</translation>
    </message>
    <message>
        <source>mean of the readings that count</source>
        <translation>取相近两次的平均</translation>
    </message>
    <message>
        <source>wait {s} s, then reading {n}</source>
        <translation>再等 {s} 秒测第{n}次</translation>
    </message>
    <message>
        <source>reading {n} now</source>
        <translation>现在测第{n}次</translation>
    </message>
    <message>
        <source>Still missing: {kinds}</source>
        <translation>还差：{kinds}</translation>
    </message>
    <message>
        <source>Measured: {kinds}</source>
        <translation>已测：{kinds}</translation>
    </message>
    <message>
        <source>pressure reading {n}</source>
        <translation>第{n}次血压</translation>
    </message>
    <message>
        <source>identity not checked</source>
        <translation>身份未核验</translation>
    </message>
</context>
</TS>
