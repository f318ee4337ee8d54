"""What imports offer to the surfaces."""

from bihuan.modules import Module

from . import people, units

MODULE = Module(name="imports", title="导入", sheets=(units.SHEET, people.SHEET))
