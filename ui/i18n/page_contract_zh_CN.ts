<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ContractPage</name>
    <message>
        <source>{n} agreements</source>
        <translation>{n} 份</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Due to renew</source>
        <translation>待续签</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>履约中</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>已到期或解约</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>No agreement here</source>
        <translation>这里没有协议</translation>
    </message>
    <message>
        <source>Find a resident above to sign with them, or choose another group.</source>
        <translation>在上面找到居民就可以签约，或换一组看看。</translation>
    </message>
    <message>
        <source>{state}, twice</source>
        <translation>{state}（重复）</translation>
    </message>
    <message>
        <source>Nobody is called {words}</source>
        <translation>没有找到“{words}”</translation>
    </message>
    <message>
        <source>Look at village and age</source>
        <translation>同名，请看村和年龄</translation>
    </message>
    <message>
        <source>Sign with</source>
        <translation>签约</translation>
    </message>
    <message>
        <source>Sign with: name, pinyin, phone</source>
        <translation>找人签约：姓名、拼音、电话</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter: name, village, team</source>
        <translation>筛选：姓名、村、团队</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Family doctor</source>
        <translation>家医签约</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
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
        <source>Packages</source>
        <translation>服务包</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>到期日</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
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
        <source>Agreements</source>
        <translation>签约名单</translation>
    </message>
</context>
<context>
    <name>HeldPanel</name>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>the resident</source>
        <translation>本人</translation>
    </message>
    <message>
        <source>Team {team} · signed by {who} · paper {form} · agreed to: {agreed}</source>
        <translation>{team} · {who}签 · {form}协议 · 同意：{agreed}</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>未统计</translation>
    </message>
    <message>
        <source>No record yet</source>
        <translation>还没有记录</translation>
    </message>
    <message>
        <source>A day such as 2026-03-05</source>
        <translation>请写日期，例如 2026-03-05</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>服务包</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>已做</translation>
    </message>
    <message>
        <source>What was promised and done</source>
        <translation>约定与履约</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>签约协议</translation>
    </message>
    <message>
        <source>Fulfilment</source>
        <translation>履约情况</translation>
    </message>
    <message>
        <source>Renew</source>
        <translation>续签</translation>
    </message>
    <message>
        <source>Print the agreement</source>
        <translation>打印协议</translation>
    </message>
    <message>
        <source>Print what was done</source>
        <translation>打印履约表</translation>
    </message>
    <message>
        <source>Open the record</source>
        <translation>打开档案</translation>
    </message>
    <message>
        <source>End it because of</source>
        <translation>解约原因</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>End the agreement</source>
        <translation>解约</translation>
    </message>
    <message>
        <source>End it early</source>
        <translation>提前解约</translation>
    </message>
    <message>
        <source>Ends on</source>
        <translation>解约日</translation>
    </message>
</context>
<context>
    <name>SigningPanel</name>
    <message>
        <source>Renew the agreement of {name}</source>
        <translation>与 {name} 续签</translation>
    </message>
    <message>
        <source>Sign with {name}</source>
        <translation>与 {name} 签约</translation>
    </message>
    <message>
        <source>A day such as 2026-03-05</source>
        <translation>请写日期，例如 2026-03-05</translation>
    </message>
    <message>
        <source>Team</source>
        <translation>团队</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>起始日</translation>
    </message>
    <message>
        <source>Guardian</source>
        <translation>监护人</translation>
    </message>
    <message>
        <source>Only where a guardian signs</source>
        <translation>监护人代签时才写</translation>
    </message>
    <message>
        <source>First day (one year)</source>
        <translation>起始日（一年）</translation>
    </message>
    <message>
        <source>Signed on paper: keep it</source>
        <translation>纸上已签，保存</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Packages</source>
        <translation>服务包</translation>
    </message>
    <message>
        <source>Agreed to</source>
        <translation>同意</translation>
    </message>
</context>
</TS>
