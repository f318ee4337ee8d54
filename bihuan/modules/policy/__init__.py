"""政策编译: a document comes in, a clerk reviews what was read from it, duties go out.

A received document is compiled, reviewed beside its own words, approved by a second person
(党政机关公文处理工作条例第二十四条) and then runs: every clause becomes tasks of its units and
recurring rules. What the text leaves open stays *unset* or *unassigned* until somebody named
decides it.
"""
