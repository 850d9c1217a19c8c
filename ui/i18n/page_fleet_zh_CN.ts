<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CodeCard</name>
    <message>
        <source>There: Upload → Upload settings → Join a hub. Type one of these addresses and the code.</source>
        <translation>在那台电脑上：上传 → 上传设置 → 加入汇聚机，输入下面一个地址和上面的加入码。</translation>
    </message>
    <message>
        <source>The code also proves that this is the right hub. Nobody else can pass for it.</source>
        <translation>加入码还能认出这台汇聚机，别的电脑冒充不了。</translation>
    </message>
    <message>
        <source>It was typed there; put the code away</source>
        <translation>已经输好，收起加入码</translation>
    </message>
    <message>
        <source>Code for {seat}</source>
        <translation>给 {seat} 的加入码</translation>
    </message>
    <message>
        <source>Code: {code}</source>
        <translation>加入码：{code}</translation>
    </message>
    <message>
        <source>Good until {time}, for one computer, once.</source>
        <translation>{time} 以前有效，只能给一台电脑用一次。</translation>
    </message>
</context>
<context>
    <name>FleetPage</name>
    <message>
        <source>Forwards to {url}</source>
        <translation>再传到 {url}</translation>
    </message>
    <message>
        <source>Shut {seat} out? From now on it gets nothing from here and can deliver nothing here. What it has not delivered stays on it. To come back it needs a new code.</source>
        <translation>停用 {seat}？以后它收不到这里的记录，也交不来记录；没交来的仍留在它自己那里。要再加入，得重新给加入码。</translation>
    </message>
    <message>
        <source>Shut out</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>Be the hub no longer? The other computers cannot exchange records until another one is the hub. Nothing is lost.</source>
        <translation>不再当汇聚机？在另一台接手以前，各台电脑之间收不到彼此的记录；数据都不会丢。</translation>
    </message>
    <message>
        <source>Be it no longer</source>
        <translation>不再当</translation>
    </message>
    <message>
        <source>It is shut out; its key counts no more.</source>
        <translation>已停用，它的密钥不再有效。</translation>
    </message>
    <message>
        <source>This computer delivers to its own hub from now on.</source>
        <translation>本机从现在起也交到汇聚机。</translation>
    </message>
    <message>
        <source>Make this computer the hub</source>
        <translation>让这台电脑当汇聚机</translation>
    </message>
    <message>
        <source>One computer of the clinic can be the hub: the others send to it, see each other's records within seconds without internet, and it forwards everything to the county. Choose one that is on all day.</source>
        <translation>诊所里可以有一台电脑当汇聚机：其他电脑都交给它，没有外网也能几秒内看到彼此的记录，再由它统一传到县里。请选全天开着的那台。</translation>
    </message>
    <message>
        <source>If one is to be the hub, whoever keeps this workstation switches it on here.</source>
        <translation>需要汇聚机时，由管理员在这里打开。</translation>
    </message>
    <message>
        <source>This computer is not the hub</source>
        <translation>这台电脑不是汇聚机</translation>
    </message>
    <message>
        <source>This computer is the hub</source>
        <translation>这台电脑是汇聚机</translation>
    </message>
    <message>
        <source>Let a computer in</source>
        <translation>让一台电脑加入</translation>
    </message>
    <message>
        <source>Be the hub no longer …</source>
        <translation>不再当汇聚机…</translation>
    </message>
    <message>
        <source>Computers</source>
        <translation>各台电脑</translation>
    </message>
    <message>
        <source>No computer has joined yet.</source>
        <translation>还没有电脑加入。</translation>
    </message>
    <message>
        <source>This computer itself ({seat}) has not joined: what is written here does not get to the others yet.</source>
        <translation>本机（{seat}）自己还没有加入：在这里写的记录还到不了别的电脑。</translation>
    </message>
    <message>
        <source>Let this computer join too</source>
        <translation>让本机也加入</translation>
    </message>
</context>
<context>
    <name>FleetWords</name>
    <message>
        <source>shut out</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>behind for long</source>
        <translation>落后太久</translation>
    </message>
    <message>
        <source>has not come yet</source>
        <translation>还没有来过</translation>
    </message>
    <message>
        <source>not in touch</source>
        <translation>联系不上</translation>
    </message>
    <message>
        <source>up to date</source>
        <translation>已是最新</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>稍有落后</translation>
    </message>
    <message>
        <source>Shut out on {day}; what it had delivered stays.</source>
        <translation>{day} 停用；以前交来的记录都在。</translation>
    </message>
    <message>
        <source>{n} records not delivered here</source>
        <translation>{n} 条还没交来</translation>
    </message>
    <message>
        <source>{n} refused, to be looked at there</source>
        <translation>{n} 条被拒收，要在那台电脑上处理</translation>
    </message>
    <message>
        <source>{n} records not fetched from here</source>
        <translation>{n} 条还没取走</translation>
    </message>
    <message>
        <source>the oldest since {time}</source>
        <translation>最早 {time}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Everything is delivered and fetched.</source>
        <translation>都已交来，也都已取走。</translation>
    </message>
    <message>
        <source>last here {time}</source>
        <translation>最近联系 {time}</translation>
    </message>
    <message>
        <source>joined {day}</source>
        <translation>{day} 加入</translation>
    </message>
    <message>
        <source>has its key since {day}</source>
        <translation>{day} 加入，密钥有效</translation>
    </message>
    <message>
        <source>program {version}</source>
        <translation>程序 {version}</translation>
    </message>
    <message>
        <source>Others reach it at {addresses}</source>
        <translation>别的电脑用这个地址找到它：{addresses}</translation>
    </message>
    <message>
        <source>Its certificate is good until {day} and is renewed by itself.</source>
        <translation>证书有效到 {day}，到期前自动更新。</translation>
    </message>
    <message>
        <source>Nothing is forwarded yet: see Upload settings.</source>
        <translation>还没有设置再传到哪里，请看“上传设置”。</translation>
    </message>
    <message>
        <source>{n} records wait to be forwarded, the oldest since {time}</source>
        <translation>{n} 条等着再传，最早 {time}</translation>
    </message>
    <message>
        <source>{n} were refused above</source>
        <translation>{n} 条被上级拒收</translation>
    </message>
    <message>
        <source>Nothing was forwarded yet.</source>
        <translation>还没有再传过。</translation>
    </message>
    <message>
        <source>Everything before {time} is forwarded</source>
        <translation>{time} 以前的记录都已再传</translation>
    </message>
    <message>
        <source>{n} computers, {behind} behind</source>
        <translation>{n} 台，其中 {behind} 台落后</translation>
    </message>
    <message>
        <source>{n} computers, all up to date</source>
        <translation>{n} 台，都是最新</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>It joined and has not exchanged anything yet.</source>
        <translation>已经加入，还没有交来过记录。</translation>
    </message>
</context>
<context>
    <name>NameCard</name>
    <message>
        <source>Let a computer in</source>
        <translation>让一台电脑加入</translation>
    </message>
    <message>
        <source>Give the computer a short name of its own, such as B2 for the nurses' room.</source>
        <translation>给那台电脑起个短名字，例如护士站叫 B2，不要和别的重名。</translation>
    </message>
    <message>
        <source>Name of the computer</source>
        <translation>电脑名字</translation>
    </message>
    <message>
        <source>Make a code</source>
        <translation>生成加入码</translation>
    </message>
    <message>
        <source>Give up</source>
        <translation>不加了</translation>
    </message>
    <message>
        <source>another one …</source>
        <translation>其他机构…</translation>
    </message>
    <message>
        <source>Institution of the computer</source>
        <translation>这台电脑属于哪个机构</translation>
    </message>
    <message>
        <source>Code of the institution</source>
        <translation>机构代码</translation>
    </message>
    <message>
        <source>Name of the institution</source>
        <translation>机构名称</translation>
    </message>
    <message>
        <source>below ours: we see its records</source>
        <translation>是我们的下级（我们能看到它的记录）</translation>
    </message>
    <message>
        <source>not below ours: each sees its own</source>
        <translation>不是下级（各看各的记录）</translation>
    </message>
    <message>
        <source>How it stands to ours</source>
        <translation>与本机构的关系</translation>
    </message>
</context>
<context>
    <name>SeatCard</name>
    <message>
        <source>Shut out …</source>
        <translation>停用…</translation>
    </message>
    <message>
        <source>Shut out {seat}</source>
        <translation>停用 {seat}</translation>
    </message>
</context>
</TS>
