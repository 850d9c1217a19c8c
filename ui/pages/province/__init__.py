"""录入助手: which forms still have to be typed into the provincial system, and the small window that helps to type one."""
