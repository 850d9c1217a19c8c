<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>FoundCard</name>
    <message>
        <source>What the try found</source>
        <translation>测试结果</translation>
    </message>
</context>
<context>
    <name>JoinCard</name>
    <message>
        <source>Join a hub</source>
        <translation>加入汇聚机</translation>
    </message>
    <message>
        <source>Address of the hub</source>
        <translation>汇聚机地址</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>加入码</translation>
    </message>
    <message>
        <source>At the hub: Upload → Computers → Let a computer in. Both are shown there; the code is good for 15 minutes.</source>
        <translation>在汇聚机上点：上传 → 各台电脑 → 让一台电脑加入，会显示地址和加入码；加入码 15 分钟内有效。</translation>
    </message>
    <message>
        <source>Joined already. If only the hub's address changed, change the address and leave the code empty.</source>
        <translation>本机已经加入。如果只是汇聚机换了地址，改地址就行，加入码留空。</translation>
    </message>
    <message>
        <source>8 groups of 4</source>
        <translation>8 组，每组 4 位</translation>
    </message>
</context>
<context>
    <name>KeyPart</name>
    <message>
        <source>Registration number (client ID)</source>
        <translation>登记编号（client ID）</translation>
    </message>
    <message>
        <source>The server gives it to you when it registers the public key below.</source>
        <translation>把下面的公钥交给平台登记，平台会给这个编号。</translation>
    </message>
    <message>
        <source>Copy the public key</source>
        <translation>复制公钥</translation>
    </message>
    <message>
        <source>Save it as a file …</source>
        <translation>存成文件…</translation>
    </message>
    <message>
        <source>New key (ES384)</source>
        <translation>换新密钥（ES384）</translation>
    </message>
    <message>
        <source>New key (RS384)</source>
        <translation>换新密钥（RS384）</translation>
    </message>
    <message>
        <source>Public key of this computer (JWKS). The secret half never leaves this computer.</source>
        <translation>本机的公钥（JWKS 格式），交给平台管理员登记。私钥只在本机，从不外传。</translation>
    </message>
    <message>
        <source>Address for signing in (token URL)</source>
        <translation>登录地址（token URL）</translation>
    </message>
    <message>
        <source>Rights asked for (scope)</source>
        <translation>申请的权限（scope）</translation>
    </message>
    <message>
        <source>Only where the server's administrator names one; else empty: the server says it itself.</source>
        <translation>平台管理员给了才填；不填时由平台自己告知。</translation>
    </message>
    <message>
        <source>Only where the server's administrator names others; else empty.</source>
        <translation>平台管理员要求时才填；一般不填。</translation>
    </message>
</context>
<context>
    <name>ServerCard</name>
    <message>
        <source>Server of the county</source>
        <translation>县里的平台</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>平台地址</translation>
    </message>
    <message>
        <source>by this computer's key</source>
        <translation>本机密钥（推荐）</translation>
    </message>
    <message>
        <source>by a token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>不登录</translation>
    </message>
    <message>
        <source>How to sign in</source>
        <translation>怎样登录</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Kept encrypted; it is shown nowhere again.</source>
        <translation>加密保存，以后不再显示。</translation>
    </message>
    <message>
        <source>Begins with https://</source>
        <translation>以 https:// 开头，请照管理员给的填。</translation>
    </message>
    <message>
        <source>(kept; fill in only to change it)</source>
        <translation>（已保存；要换才填）</translation>
    </message>
    <message>
        <source>Certificates of {file}</source>
        <translation>只信任文件 {file} 里的证书</translation>
    </message>
    <message>
        <source>Certificates of the file that was chosen before</source>
        <translation>只信任以前选的证书文件</translation>
    </message>
    <message>
        <source>Certificates of the public authorities</source>
        <translation>公认的证书机构（一般不用改）</translation>
    </message>
    <message>
        <source>Choose a certificate file …</source>
        <translation>选证书文件…</translation>
    </message>
    <message>
        <source>Trust the public authorities</source>
        <translation>改回公认的证书机构</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Only where the network demands it; else empty.</source>
        <translation>单位网络要求时才填，一般留空。</translation>
    </message>
    <message>
        <source>Whom to trust: {whom}</source>
        <translation>信任谁的证书：{whom}</translation>
    </message>
</context>
<context>
    <name>UplinkCards</name>
    <message>
        <source>such as {example}</source>
        <translation>例如 {example}</translation>
    </message>
</context>
<context>
    <name>UplinkPage</name>
    <message>
        <source>Join …</source>
        <translation>加入…</translation>
    </message>
    <message>
        <source>Upload nothing …</source>
        <translation>停止上传…</translation>
    </message>
    <message>
        <source>Use this …</source>
        <translation>改用这个…</translation>
    </message>
    <message>
        <source>Trying the server … at most half a minute.</source>
        <translation>正在测试连接，最多半分钟…</translation>
    </message>
    <message>
        <source>Changing over …</source>
        <translation>正在切换…</translation>
    </message>
    <message>
        <source>Used from now on. See on the first tab how uploading goes.</source>
        <translation>已改用。上传得怎样，请看“上传情况”。</translation>
    </message>
    <message>
        <source>Joined the hub. Records go there from now on.</source>
        <translation>已加入汇聚机，以后的记录交到那里。</translation>
    </message>
    <message>
        <source>Nothing is uploaded any more; everything stays here.</source>
        <translation>已停止上传；数据都在本机。</translation>
    </message>
    <message>
        <source>There is a new key. Have its public half registered before you use it.</source>
        <translation>已换新密钥。请先把新公钥交给平台登记，再点“改用这个”。</translation>
    </message>
    <message>
        <source>The public key is saved. Give the file to whoever keeps the server.</source>
        <translation>公钥已存成文件，请交给平台管理员。</translation>
    </message>
    <message>
        <source>The public key is copied. Paste it where the server registers this computer.</source>
        <translation>公钥已复制，请粘贴到平台的登记页面。</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>确定</translation>
    </message>
    <message>
        <source>Save the public key</source>
        <translation>保存公钥</translation>
    </message>
    <message>
        <source>Certificate file</source>
        <translation>证书文件</translation>
    </message>
    <message>
        <source>this computer uploads to</source>
        <translation>本机上传到</translation>
    </message>
    <message>
        <source>the hub forwards to</source>
        <translation>汇聚机再传到</translation>
    </message>
    <message>
        <source>Whose settings</source>
        <translation>谁的设置</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>现在的设置</translation>
    </message>
    <message>
        <source>to a hub here, by its code</source>
        <translation>加入汇聚机</translation>
    </message>
    <message>
        <source>to the county's server</source>
        <translation>直接上传到平台</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>不上传</translation>
    </message>
    <message>
        <source>Where to upload to</source>
        <translation>上传到哪里</translation>
    </message>
    <message>
        <source>Change over:</source>
        <translation>改为：</translation>
    </message>
    <message>
        <source>Try the connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>With a hub here, join it; else upload to the county's server. Without any network, carry by stick.</source>
        <translation>这里有汇聚机就加入汇聚机，没有就直接上传到平台；完全没有网络时用“U 盘捎带”。</translation>
    </message>
</context>
<context>
    <name>UplinkWords</name>
    <message>
        <source>The hub forwards nowhere. Everything is kept on this computer.</source>
        <translation>汇聚机还没有再传到哪里，数据都在本机。</translation>
    </message>
    <message>
        <source>Nothing is uploaded. Everything is kept on this computer.</source>
        <translation>还没有设置上传，数据都在本机。</translation>
    </message>
    <message>
        <source>Now to: {url}</source>
        <translation>现在传到：{url}</translation>
    </message>
    <message>
        <source>While the hub is away for ten minutes, {url} takes its place.</source>
        <translation>汇聚机断开满 10 分钟时，临时直接传到 {url}。</translation>
    </message>
    <message>
        <source>The county set this address; it cannot be changed here.</source>
        <translation>这个地址由县里统一设定，不能在这里改。</translation>
    </message>
    <message>
        <source>A hub, joined by its code.</source>
        <translation>是汇聚机，用加入码加入的。</translation>
    </message>
    <message>
        <source>Signed in with this computer's key ({algorithm}) as {client}.</source>
        <translation>用本机密钥（{algorithm}）登录，登记编号 {client}。</translation>
    </message>
    <message>
        <source>Signed in with a token (kept encrypted, shown nowhere).</source>
        <translation>用令牌登录（加密保存，不显示）。</translation>
    </message>
    <message>
        <source>Without signing in.</source>
        <translation>不登录。</translation>
    </message>
    <message>
        <source>Choose where to upload to first.</source>
        <translation>请先选上传到哪里。</translation>
    </message>
    <message>
        <source>The address is missing.</source>
        <translation>还没有填地址。</translation>
    </message>
    <message>
        <source>The code that the hub shows is missing.</source>
        <translation>还没有填加入码。</translation>
    </message>
    <message>
        <source>The registration number is missing: have the public key registered at the server, it gives you one.</source>
        <translation>还没有填登记编号：请先把公钥交给平台登记。</translation>
    </message>
    <message>
        <source>Upload nothing any more? Everything stays here and goes when uploading is set up again.</source>
        <translation>停止上传？数据都留在本机，以后重新设置了再传。</translation>
    </message>
    <message>
        <source>Join this hub? Records go there from now on, and it forwards them.</source>
        <translation>加入这台汇聚机？以后本机的记录交给它，由它再传上去。</translation>
    </message>
    <message>
        <source>Use this from now on?</source>
        <translation>从现在起用这个设置？</translation>
    </message>
    <message>
        <source>Upload to another server from now on? There is one at a time: {before} gets nothing more. All records written here are offered to the new one; what it has already is not doubled.</source>
        <translation>改为上传到另一台服务器？同时只用一台：以后不再传给 {before}。本机写的全部记录会向新服务器补传，已有的不会重复。</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Kind of server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Join this hub? Records go there from now on, and it forwards them. The server of before takes its place only while the hub is away.</source>
        <translation>加入这台汇聚机？以后本机的记录交给它，由它再传上去。原来的平台只在汇聚机断开时临时顶上。</translation>
    </message>
</context>
</TS>
