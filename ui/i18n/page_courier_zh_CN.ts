<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CompareCard</name>
    <message>
        <source>Does the other side&apos;s own screen show the same number? Compare all sixteen digits.</source>
        <translation>请对一遍：对方屏幕上“本机核对码”是不是这16位数字？</translation>
    </message>
    <message>
        <source>The same: carry there</source>
        <translation>一致，登记对方</translation>
    </message>
    <message>
        <source>Not the same</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>Card of {name}</source>
        <translation>名片：{name}</translation>
    </message>
    <message>
        <source>The same: it stands above this hub</source>
        <translation>一致，它是上级汇聚机</translation>
    </message>
    <message>
        <source>The same: it stands below this hub</source>
        <translation>一致，它是下级汇聚机</translation>
    </message>
</context>
<context>
    <name>CourierPage</name>
    <message>
        <source>Writing … Please leave the stick in.</source>
        <translation>正在写，请先不要拔 U 盘…</translation>
    </message>
    <message>
        <source>Reading … Please leave the stick in.</source>
        <translation>正在读，请先不要拔 U 盘…</translation>
    </message>
    <message>
        <source>Our card is written and stored. Read our number to the other side; you may pull the stick out.</source>
        <translation>本机名片已写好并存盘。请把本机核对码读给对方听；可以拔出 U 盘了。</translation>
    </message>
    <message>
        <source>Noted: files may be carried there from now on.</source>
        <translation>已登记，以后可以和它传递了。</translation>
    </message>
    <message>
        <source>Nothing is carried there any more. What is there already stays known.</source>
        <translation>已取消登记，以后不再和它传递；已经送到的不受影响。</translation>
    </message>
    <message>
        <source>Carry nothing to {name} any more? Files from there are refused from now on; no record is deleted.</source>
        <translation>不再和“{name}”传递？以后不收它的文件，也不写给它；记录一条都不会删。</translation>
    </message>
    <message>
        <source>No more</source>
        <translation>不再传递</translation>
    </message>
    <message>
        <source>Folder on the stick</source>
        <translation>选择 U 盘上的文件夹</translation>
    </message>
    <message>
        <source>File from the other side</source>
        <translation>选择对方的文件</translation>
    </message>
    <message>
        <source>Carry for</source>
        <translation>替谁传递</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>the hub (for everybody that joined)</source>
        <translation>汇聚机（所有加入的电脑）</translation>
    </message>
    <message>
        <source>Where no network goes, records travel on a stick, encrypted: only the other side can read them.</source>
        <translation>没有网络的地方，记录用 U 盘带过去；文件是加密的，只有对方能打开。中途拔出也不会丢数据，再写一次即可。</translation>
    </message>
</context>
<context>
    <name>CourierWords</name>
    <message>
        <source>{name} ({room} free)</source>
        <translation>{name}（剩 {room}）</translation>
    </message>
    <message>
        <source>{name} (hub)</source>
        <translation>{name}（汇聚机）</translation>
    </message>
    <message>
        <source>The file for {name} holds the receipt and whatever is new for it.</source>
        <translation>写给“{name}”的文件里有回执，还有它没有的新记录。</translation>
    </message>
    <message>
        <source>Nothing waits for {name}: everything that was carried is confirmed.</source>
        <translation>没有要带给“{name}”的：带过去的都已有回执。</translation>
    </message>
    <message>
        <source>{n} records are to go to {name}, the oldest since {time}.</source>
        <translation>有 {n} 条要带给“{name}”，最早 {time}。</translation>
    </message>
    <message>
        <source>Written {time}, file {seq} with {n} records: no receipt is back yet. Until then all of it counts as not uploaded.</source>
        <translation>{time} 写过第 {seq} 号（{n} 条），还没有收到回执；收到以前都算没有上传，再写一次会一并带上。</translation>
    </message>
    <message>
        <source>File {seq} for {name} is written and stored, {n} records. You may pull the stick out.</source>
        <translation>给“{name}”的第 {seq} 号已写好并存盘，共 {n} 条。可以拔出 U 盘了。</translation>
    </message>
    <message>
        <source>The receipt for {name} is written and stored (file {seq}). You may pull the stick out.</source>
        <translation>给“{name}”的回执已写好并存盘（第 {seq} 号）。可以拔出 U 盘了。</translation>
    </message>
    <message>
        <source>Not everything fitted: write once more after this file.</source>
        <translation>一次没有装完，请再写一次。</translation>
    </message>
</context>
<context>
    <name>InCard</name>
    <message>
        <source>3. Take in</source>
        <translation>③ 收进来</translation>
    </message>
    <message>
        <source>Take in</source>
        <translation>收进来</translation>
    </message>
    <message>
        <source>Another file …</source>
        <translation>另选文件…</translation>
    </message>
    <message>
        <source>Choose the stick first.</source>
        <translation>请先选 U 盘。</translation>
    </message>
    <message>
        <source>{n} files on the stick are for this side. Those taken in before are passed over.</source>
        <translation>U 盘上有 {n} 个给本机的文件；以前收过的会自动跳过。</translation>
    </message>
    <message>
        <source>There is no file for this side on the stick.</source>
        <translation>U 盘上没有给本机的文件。</translation>
    </message>
</context>
<context>
    <name>OutCard</name>
    <message>
        <source>2. Carry away</source>
        <translation>② 带出去</translation>
    </message>
    <message>
        <source>Write to the stick</source>
        <translation>写到 U 盘</translation>
    </message>
    <message>
        <source>Only the receipt</source>
        <translation>只写回执</translation>
    </message>
    <message>
        <source>For whom</source>
        <translation>带给谁</translation>
    </message>
    <message>
        <source>Exchange cards with the other side first, see below: then this computer knows whom to write to.</source>
        <translation>请先在下面和对方互换名片，才知道写给谁。</translation>
    </message>
</context>
<context>
    <name>PeopleCard</name>
    <message>
        <source>Whom we carry to</source>
        <translation>和谁传递</translation>
    </message>
    <message>
        <source>Write our card to the stick</source>
        <translation>把本机名片写到 U 盘</translation>
    </message>
    <message>
        <source>Once only: write our card, have it read at the other side, bring the other side&apos;s card and read it here. Both compare the numbers on their screens, by telephone if need be: then nobody can slip in a false one.</source>
        <translation>只需做一次：把本机名片写到 U 盘，拿到对方那里读取；再把对方的名片带回来读取。两边用电话对一遍16位核对码，就不怕有人冒充。</translation>
    </message>
    <message>
        <source>Read it</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Read the card {name}</source>
        <translation>读取名片 {name}</translation>
    </message>
    <message>
        <source>Card on the stick: {name}</source>
        <translation>U 盘上的名片：{name}</translation>
    </message>
    <message>
        <source>Carry there no more …</source>
        <translation>不再传递…</translation>
    </message>
    <message>
        <source>Carry to {name} no more</source>
        <translation>不再和 {name} 传递</translation>
    </message>
    <message>
        <source>number {number}</source>
        <translation>核对码 {number}</translation>
    </message>
    <message>
        <source>Our number ({name}), to be read to the other side</source>
        <translation>本机核对码（{name}），读给对方听</translation>
    </message>
</context>
<context>
    <name>StickCard</name>
    <message>
        <source>1. The stick</source>
        <translation>① U 盘</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新找</translation>
    </message>
    <message>
        <source>Another folder …</source>
        <translation>选文件夹…</translation>
    </message>
    <message>
        <source>Stick</source>
        <translation>U 盘</translation>
    </message>
    <message>
        <source>Folder: {folder}</source>
        <translation>位置：{folder}</translation>
    </message>
    <message>
        <source>Choose the stick.</source>
        <translation>请选 U 盘。</translation>
    </message>
    <message>
        <source>No stick is plugged in, or it is not found yet.</source>
        <translation>没有找到 U 盘；插好后点“重新找”，或点“选文件夹”。</translation>
    </message>
</context>
</TS>
