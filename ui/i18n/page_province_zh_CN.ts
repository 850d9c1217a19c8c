<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ProvincePage</name>
    <message>
        <source>Not entered {n}</source>
        <translation>未录入 {n} 份</translation>
    </message>
    <message>
        <source>Entered {n}</source>
        <translation>已录入 {n} 份</translation>
    </message>
    <message>
        <source>{n} forms</source>
        <translation>{n} 份</translation>
    </message>
    <message>
        <source>In the order of the county's file {file}</source>
        <translation>按县里的顺序文件 {file}</translation>
    </message>
    <message>
        <source>In the order of the official sheets</source>
        <translation>按国家表单的顺序</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已存为 {file}</translation>
    </message>
    <message>
        <source>Change the order there, then name the file under Settings.</source>
        <translation>请在文件里改好顺序和用词，再到“设置”里填上文件名。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Kind of form</source>
        <translation>表单种类</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>正在查找……</translation>
    </message>
    <message>
        <source>Nothing of these days was noted as entered</source>
        <translation>这些日子里没有登记为已录入的表单</translation>
    </message>
    <message>
        <source>Choose other days above.</source>
        <translation>可在上面换别的日子。</translation>
    </message>
    <message>
        <source>Everything of these days is entered</source>
        <translation>这些日子的表单都已录入</translation>
    </message>
    <message>
        <source>Save the order as a file</source>
        <translation>顺序另存为文件</translation>
    </message>
    <message>
        <source>From day</source>
        <translation>从</translation>
    </message>
    <message>
        <source>To day</source>
        <translation>到</translation>
    </message>
    <message>
        <source>List</source>
        <translation>名单</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>In the provincial system</source>
        <translation>省平台</translation>
    </message>
    <message>
        <source>To be entered into the provincial system</source>
        <translation>待录入省平台</translation>
    </message>
    <message>
        <source>Typing help</source>
        <translation>录入助手</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>已录入</translation>
    </message>
    <message>
        <source>Open the record</source>
        <translation>打开档案</translation>
    </message>
    <message>
        <source>Why it is taken back</source>
        <translation>撤回原因</translation>
    </message>
    <message>
        <source>Why, e.g. pressed by mistake</source>
        <translation>原因，例如点错了</translation>
    </message>
    <message>
        <source>Take the note back</source>
        <translation>撤回登记</translation>
    </message>
    <message>
        <source>Deleted there</source>
        <translation>已在省平台删除</translation>
    </message>
</context>
<context>
    <name>TypingWindow</name>
    <message>
        <source>Typing help</source>
        <translation>录入助手</translation>
    </message>
    <message>
        <source>Corrected since it was entered: {n} fields are marked.</source>
        <translation>已录入后有更正：只改标出的 {n} 项。</translation>
    </message>
    <message>
        <source>Filled here, but not asked there: {names}</source>
        <translation>这里填了、省平台表单没有的项：{names}</translation>
    </message>
    <message>
        <source>All fields had their turn</source>
        <translation>各项都已录到</translation>
    </message>
    <message>
        <source>Left out: {names}</source>
        <translation>跳过了：{names}</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Stays empty, pass it over: {names}</source>
        <translation>空，不用填：{names}</translation>
    </message>
    <message>
        <source>nothing, that is the last one</source>
        <translation>没有了，这是最后一项</translation>
    </message>
    <message>
        <source>Then: {what}</source>
        <translation>下一项：{what}</translation>
    </message>
    <message>
        <source>Empty it there, too.</source>
        <translation>请把省平台上的这一项清空。</translation>
    </message>
    <message>
        <source>Leave it empty there.</source>
        <translation>省平台上这一项留空。</translation>
    </message>
    <message>
        <source>Press to copy it.</source>
        <translation>请按一下，复制这一项。</translation>
    </message>
    <message>
        <source>On our sheet: {word}</source>
        <translation>本表上写的是：{word}</translation>
    </message>
    <message>
        <source>Copied: paste it there with Ctrl+V.</source>
        <translation>已复制，到省平台按 Ctrl+V 粘贴</translation>
    </message>
    <message>
        <source>Save it there, then note it here.</source>
        <translation>先在省平台保存，再在这里登记“已录入”。</translation>
    </message>
    <message>
        <source>Entered</source>
        <translation>已录入</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>All fields</source>
        <translation>全部项目</translation>
    </message>
    <message>
        <source>Close Esc</source>
        <translation>关闭 Esc</translation>
    </message>
    <message>
        <source>Copy the next one Ctrl+C</source>
        <translation>复制并下一项 Ctrl+C</translation>
    </message>
    <message>
        <source>Back ←</source>
        <translation>上一项 ←</translation>
    </message>
    <message>
        <source>Leave out →</source>
        <translation>跳过 →</translation>
    </message>
</context>
</TS>
