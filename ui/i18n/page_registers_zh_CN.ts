<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>RegisterPanel</name>
    <message>
        <source>{name} died on {day}: all programmes end, and it is written into the record.</source>
        <translation>{name} 于 {day} 死亡：在管项目全部结案，并在档案里登记死亡。</translation>
    </message>
    <message>
        <source>End all</source>
        <translation>全部结案</translation>
    </message>
    <message>
        <source>A day such as 2026-03-05</source>
        <translation>请写日期，如 2026-03-05</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>随访</translation>
    </message>
    <message>
        <source>Open the record</source>
        <translation>居民档案</translation>
    </message>
    <message>
        <source>Measure again on</source>
        <translation>约哪天复测</translation>
    </message>
    <message>
        <source>Noted as soon as a day is chosen</source>
        <translation>选了日子就记下</translation>
    </message>
    <message>
        <source>Enrol in</source>
        <translation>纳入项目</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>纳入</translation>
    </message>
    <message>
        <source>Enrolled in this already</source>
        <translation>这个项目已经在管</translation>
    </message>
    <message>
        <source>Because of</source>
        <translation>纳入依据</translation>
    </message>
    <message>
        <source>End the case because of</source>
        <translation>结案原因</translation>
    </message>
    <message>
        <source>A death ends all programmes of this resident and is written into the record.</source>
        <translation>登记死亡会把这位居民的全部项目一起结案，并写进居民档案。</translation>
    </message>
    <message>
        <source>End the case</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>This ends all programmes of this resident.</source>
        <translation>这会把这位居民的全部项目一起结案。</translation>
    </message>
    <message>
        <source>{name} moved away on {day}: all programmes end ({names}).</source>
        <translation>{name} 于 {day} 迁出：{names}一起结案。</translation>
    </message>
    <message>
        <source>{name} is lost to follow-up since {day}: all programmes end ({names}).</source>
        <translation>{name} 从 {day} 起失访：{names}一起结案。</translation>
    </message>
</context>
<context>
    <name>RegistersPage</name>
    <message>
        <source>{n} people</source>
        <translation>{n} 人</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>For the first time this takes a moment.</source>
        <translation>第一次要等一会儿。</translation>
    </message>
    <message>
        <source>Nobody of that name here</source>
        <translation>这里没有找到</translation>
    </message>
    <message>
        <source>Clear the search, or look in another tab.</source>
        <translation>可以清空查找，或到其他页签里找。</translation>
    </message>
    <message>
        <source>Nobody waits to be looked at</source>
        <translation>没有待确认的人</translation>
    </message>
    <message>
        <source>Elevated pressures, diagnoses and birthdays bring people here.</source>
        <translation>血压升高、病历诊断和满65岁的人会自动出现在这里。</translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation>还没有人纳入</translation>
    </message>
    <message>
        <source>Search a resident above, or look at those to be looked at.</source>
        <translation>可在上面查找居民纳入，或看“待确认”。</translation>
    </message>
    <message>
        <source>Registers</source>
        <translation>专病管理</translation>
    </message>
    <message>
        <source>Find in the list</source>
        <translation>在名单里找</translation>
    </message>
    <message>
        <source>Name / pinyin / village</source>
        <translation>姓名 / 拼音 / 村</translation>
    </message>
    <message>
        <source>Nobody found for {words}</source>
        <translation>没有找到“{words}”</translation>
    </message>
    <message>
        <source>Same name in one village: choose by birth or phone</source>
        <translation>同村同名：请按出生日期或电话选</translation>
    </message>
    <message>
        <source>Enrol a resident</source>
        <translation>纳入居民</translation>
    </message>
    <message>
        <source>Enrol a resident: name, pinyin, phone</source>
        <translation>纳入居民：姓名、拼音、电话</translation>
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
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Next on</source>
        <translation>下次随访</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>上次结果</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>分类</translation>
    </message>
    <message>
        <source>Last visit</source>
        <translation>上次随访</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation>在管</translation>
    </message>
    <message>
        <source>For</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>Also for</source>
        <translation>另在管</translation>
    </message>
</context>
</TS>
