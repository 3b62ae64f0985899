"""Makes the three RatuszSans files from the folder of Lato 2.007 TTFs named on the command line (needs fonttools)."""
import sys

from fontTools.ttLib import TTFont
from fontTools.subset import Subsetter, Options
U=[*range(0x20,0x7f),*range(0xa0,0x180),*range(0x218,0x21c),*range(0x300,0x30d),0x327,0x328,*range(0x1e80,0x1e86),*range(0x1ea0,0x1efa),0x1a0,0x1a1,0x1af,0x1b0,*range(0x400,0x460),0x490,0x491,
   *range(0x2010,0x2016),*range(0x2018,0x201f),0x2020,0x2021,0x2022,0x2026,0x202f,0x2030,0x2032,0x2033,0x2039,0x203a,0x20ac,0x2116,0x2122,0x2190,0x2191,0x2192,0x2193,0x2212,0x2260,0x2264,0x2265,0xfb01,0xfb02]
for style in ('Regular','Bold','Black'):
    f=TTFont(f'{sys.argv[1]}/Lato-{style}.ttf', recalcTimestamp=False)
    o=Options(); o.layout_features=['kern','liga','ccmp','tnum','lnum','locl','case']; o.hinting=False; o.name_IDs=['*']; o.notdef_outline=True; o.glyph_names=False; o.recalc_timestamp=False
    s=Subsetter(o); s.populate(unicodes=U); s.subset(f)
    for r in list(f['name'].names):
        if r.platformID!=3 or r.nameID in (16,17,18,21,22): f['name'].removeNames(r.nameID,r.platformID,r.platEncID,r.langID)
    n=f['name']
    fam='Ratusz Sans'
    n.setName(fam if style!='Black' else f'{fam} {style}',1,3,1,0x409); n.setName(style if style!='Black' else 'Regular',2,3,1,0x409)
    n.setName(f'{fam} {style}',4,3,1,0x409); n.setName(f'RatuszSans-{style}',6,3,1,0x409); n.setName(f'RatuszSans-{style};2.007;subset',3,3,1,0x409)
    n.setName(fam,16,3,1,0x409); n.setName(style,17,3,1,0x409)
    n.setName('A subset of a typeface by Łukasz Dziedzic, renamed as its licence asks of modified versions.',10,3,1,0x409)
    f.save(f'RatuszSans-{style}.ttf')
