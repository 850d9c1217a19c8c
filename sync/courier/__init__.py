"""Records carried by hand: encrypted, signed files on a stick, with receipts on the way back.

``keys`` who writes and who may read · ``container`` the file · ``stick`` the medium · ``ledger`` what was sent and seen ·
``rows`` what a site sends and what a receipt settles · ``delivery`` rows put into a server · ``feed`` a hub's news · ``desk`` the three verbs.
"""
