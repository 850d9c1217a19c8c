<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BoardPage</name>
    <message>
        <source>Counting …</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>{n} people, the first {shown} are shown</source>
        <translation>共{n}人，显示前{shown}人</translation>
    </message>
    <message>
        <source>{n} people</source>
        <translation>共{n}人</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>{n} numbers wait to be sent with the next upload</source>
        <translation>{n}项指标已生成上报，等下次上传</translation>
    </message>
    <message>
        <source>These numbers were reported already</source>
        <translation>这些数已经上报过</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Above / below</source>
        <translation>分子 / 分母</translation>
    </message>
    <message>
        <source>Goal</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Residents</source>
        <translation>居民</translation>
    </message>
    <message>
        <source>Public health {day}</source>
        <translation>公共卫生统计 截至{day}</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>导出Excel</translation>
    </message>
    <message>
        <source>Public health, quarter {quarter} of {year}</source>
        <translation>{year}年第{quarter}季度公共卫生统计</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Last month&apos;s end</source>
        <translation>上月末</translation>
    </message>
    <message>
        <source>Last quarter&apos;s end</source>
        <translation>上季度末</translation>
    </message>
    <message>
        <source>Last year&apos;s end</source>
        <translation>去年末</translation>
    </message>
    <message>
        <source>Cut-off</source>
        <translation>截止日</translation>
    </message>
    <message>
        <source>Another day</source>
        <translation>其他日期</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Report upwards</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Of whom</source>
        <translation>统计对象</translation>
    </message>
    <message>
        <source>By month</source>
        <translation>各月末</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性别</translation>
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
        <source>Last</source>
        <translation>最近一次</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>测量值</translation>
    </message>
    <message>
        <source>Residents behind the number</source>
        <translation>数字背后的居民</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>未达到</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>已达到</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Which</source>
        <translation>哪些人</translation>
    </message>
    <message>
        <source>elsewhere</source>
        <translation>其他机构</translation>
    </message>
    <message>
        <source>{told} · names are shown to who may open charts</source>
        <translation>{told} · 能看病历的人才看得到姓名</translation>
    </message>
</context>
<context>
    <name>BoardWords</name>
    <message>
        <source>{part} / {below} people</source>
        <translation>{part} / {below} 人</translation>
    </message>
    <message>
        <source>{part} / {below} cases</source>
        <translation>{part} / {below} 例</translation>
    </message>
    <message>
        <source>Until {day} · on the registers {cases} cases / {people} people · {residents} residents</source>
        <translation>截至{day} · 慢病在册 {cases} 例 / {people} 人 · 居民 {residents} 人</translation>
    </message>
    <message>
        <source>male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>female</source>
        <translation>女</translation>
    </message>
</context>
<context>
    <name>ChecksPage</name>
    <message>
        <source>Counting …</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} 至 {last}</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>已保存：{file}</translation>
    </message>
    <message>
        <source>Readings from devices: {share} ({part} / {below})</source>
        <translation>设备读数占比：{share}（{part} / {below}）</translation>
    </message>
    <message>
        <source>Visits without a measurement: {share} ({part} / {below})</source>
        <translation>没有测量的就诊：{share}（{part} / {below}）</translation>
    </message>
    <message>
        <source>Save as Excel</source>
        <translation>导出Excel</translation>
    </message>
    <message>
        <source>Checks and workload</source>
        <translation>核查与工作量</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Resident</source>
        <translation>居民</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>血压</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>连续次数</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>医师</translation>
    </message>
    <message>
        <source>Who typed</source>
        <translation>录入人</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Readings</source>
        <translation>读数</translation>
    </message>
    <message>
        <source>0 and 5</source>
        <translation>尾数0和5</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>Visits</source>
        <translation>就诊</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>{n} (van)</source>
        <translation>{n}（下乡）</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>环节</translation>
    </message>
    <message>
        <source>Median, min</source>
        <translation>中位数（分钟）</translation>
    </message>
    <message>
        <source>9 of 10 within, min</source>
        <translation>九成不超过（分钟）</translation>
    </message>
    <message>
        <source>How long each stage takes</source>
        <translation>各环节用时</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Work done, counted from records</source>
        <translation>工作量（按记录统计）</translation>
    </message>
    <message>
        <source>{n} found</source>
        <translation>{n} 处</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>没有发现</translation>
    </message>
</context>
<context>
    <name>FormsPage</name>
    <message>
        <source>{n} forms</source>
        <translation>共 {n} 份</translation>
    </message>
    <message>
        <source>Counting …</source>
        <translation>正在统计…</translation>
    </message>
    <message>
        <source>No forms were filled in these days</source>
        <translation>这些天没有填好的表单</translation>
    </message>
    <message>
        <source>Choose other days above.</source>
        <translation>请在上面换一段日期。</translation>
    </message>
    <message>
        <source>Saved: {files} files with {n} forms</source>
        <translation>已导出 {files} 个文件，共 {n} 份表单</translation>
    </message>
    <message>
        <source>In the folder {folder}</source>
        <translation>在文件夹：{folder}</translation>
    </message>
    <message>
        <source>Folder for the Excel files</source>
        <translation>选择存放Excel文件的文件夹</translation>
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
        <source>Export all</source>
        <translation>全部导出</translation>
    </message>
    <message>
        <source>Only the selected form</source>
        <translation>只导出选中的表</translation>
    </message>
    <message>
        <source>One Excel file for each form, one row for each sheet. The files hold names and ID numbers and are not encrypted: keep them safe. An older file of the same form and days is replaced.</source>
        <translation>每种表一个Excel文件，一份表一行。文件里有姓名和身份证号，没有加密，请妥善保管。同一种表、同一段日期的旧文件会被替换。</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>表单</translation>
    </message>
    <message>
        <source>Sheets</source>
        <translation>份数</translation>
    </message>
    <message>
        <source>Filled forms</source>
        <translation>填好的表单</translation>
    </message>
</context>
</TS>
