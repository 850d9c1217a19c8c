<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CriticalForm</name>
    <message>
        <source>Name and relation, such as: the patient, daughter</source>
        <translation>姓名和关系，例如：本人、女儿王芳</translation>
    </message>
    <message>
        <source>Read back</source>
        <translation>对方复述</translation>
    </message>
    <message>
        <source>What they repeated</source>
        <translation>对方重复的内容</translation>
    </message>
    <message>
        <source>Such as: comes at once, 120 called</source>
        <translation>例如：马上来、已叫120</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Why nobody was reached, or why it is closed</source>
        <translation>没联系上的情况，或关闭的原因</translation>
    </message>
    <message>
        <source>Nobody reached</source>
        <translation>没联系上</translation>
    </message>
    <message>
        <source>Close with this reason</source>
        <translation>按备注关闭</translation>
    </message>
    <message>
        <source>Told</source>
        <translation>告知何人</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>怎么处理</translation>
    </message>
    <message>
        <source>Told, in my name</source>
        <translation>已告知，记我的名字</translation>
    </message>
</context>
<context>
    <name>CriticalPage</name>
    <message>
        <source>{n} in all, nobody told of {untold}</source>
        <translation>共 {n} 例，未告知 {untold} 例</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>No critical value waits</source>
        <translation>没有待处理的危急值</translation>
    </message>
    <message>
        <source>New ones appear here by themselves.</source>
        <translation>出现新的会自己显示在这里。</translation>
    </message>
    <message>
        <source>Critical values</source>
        <translation>危急值</translation>
    </message>
    <message>
        <source>To see to</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>All of 31 days</source>
        <translation>31天内全部</translation>
    </message>
    <message>
        <source>Print the log</source>
        <translation>打印登记表</translation>
    </message>
    <message>
        <source>Log of critical values</source>
        <translation>危急值登记表</translation>
    </message>
    <message>
        <source>What is asked</source>
        <translation>要做的事</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Who is to be told</source>
        <translation>要告知的人</translation>
    </message>
</context>
<context>
    <name>CriticalWords</name>
    <message>
        <source>taken back</source>
        <translation>已更正</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>已办结</translation>
    </message>
    <message>
        <source>Nobody told, {time} too late</source>
        <translation>未告知，已过时限 {time}</translation>
    </message>
    <message>
        <source>Nobody told, {time} left</source>
        <translation>未告知，还剩 {time}</translation>
    </message>
    <message>
        <source>{what}, due {time}</source>
        <translation>{what}，{time} 到期</translation>
    </message>
    <message>
        <source>The 2 hours are over and nobody was told. Tell them now; if nobody answers, ask the family, then the village.</source>
        <translation>已超过2小时，还没有告知。请马上联系；本人不接就找家属，再找村里。</translation>
    </message>
    <message>
        <source>Tell the resident or the family before {time}</source>
        <translation>请在 {time} 前告知本人或家属</translation>
    </message>
    <message>
        <source>head of household {name}</source>
        <translation>户主 {name}</translation>
    </message>
    <message>
        <source>no phone known, ask the village</source>
        <translation>没有电话，请找村里转告</translation>
    </message>
</context>
</TS>
