"""The kernel: one closed loop under everything.

A stack of seven packages; each may import only those before it in this list:
``orgs`` (who and where), ``law`` (which words oblige), ``trace`` (what happened and its proof),
``notices`` (who was told), ``letters`` (numbered documents), ``obligations`` (who owes what by
when) and ``flows`` (how a matter moves). It knows no word of safety.
"""
