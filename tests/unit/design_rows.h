/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ROW(what, text of d/study.csv, messages): included by design.c. */
// clang-format off
ROW("fine", "scenario,name,note,units.A.weight,settings.gain\nbase,a,why,,\nbase,b,\"so, too\",0.75,2\n", "")
ROW("without notes", "scenario,name,units.A.weight\nbase,a,0.5\n", "")
ROW("without paths", "scenario,name\nbase,a\n", "")
ROW("without paths but notes", "scenario,name,note\nbase,a,why\n", "")
ROW("no final newline", "scenario,name\nbase,a", "")
ROW("quoted cells", "\"scenario\",name,\"units.A.weight\"\n\"base\",\"a\",\"0.5\"\n", "")
ROW("a relative path", "scenario,name\n../d/base,a\n./base,b\n", "")
ROW("a shipped scenario", "scenario,name\nafar,a\nbase,b\n", "")
ROW("a shipped scenario in a folder", "scenario,name\nfamily/afar,a\nafar,b\n", "")
ROW("paths of two scenarios, each its own", "scenario,name,units.A.weight,units.C.weight\nbase,a,0.5,\nafar,b,,0.5\n", "")
ROW("extends", "scenario,name,units.A.weight\nchild,a,0.5\nbase,b,\n", "")

ROW("empty file", "", "study.csv:1:1: empty file; allowed: a header: " HEADER)
ROW("no rows", "scenario,name\n", "study.csv: no rows; allowed: at least one")
ROW("only a blank line", "\n", "study.csv:1:1: blank line; allowed: one row a line")
ROW("blank line in front", "\nscenario,name\nbase,a\n", "study.csv:1:1: blank line; allowed: one row a line")
ROW("byte-order mark", "\xef\xbb\xbfscenario,name\nbase,a\n",
    "study.csv:1:1: byte-order mark; allowed: UTF-8 without one (save as UTF-8 without a byte-order mark)")
ROW("CR LF", "scenario,name\r\nbase,a\r\n", "study.csv:1:14: line ends in CR LF; allowed: lines that end in LF (Unix)")
ROW("a header of something else", "key,value\nname,base\n",
    "study.csv:1:1: header with key in place of scenario; allowed: " HEADER)
ROW("a slip in the header", "scenari,name\nbase,a\n",
    "study.csv:1:1: header with scenari in place of scenario; allowed: " HEADER "; did you mean scenario?")
ROW("scenario alone", "scenario\nbase\n", "study.csv:1:1: header with nothing in place of name; allowed: " HEADER)
ROW("name before scenario", "name,scenario\na,base\n",
    "study.csv:1:1: header with name in place of scenario; allowed: " HEADER)
ROW("a row for a header", "base,a,0.5\n", "study.csv:1:1: header with base in place of scenario; allowed: " HEADER)
ROW("a broken header", "scenario,na\"me\nbase,a\n",
    "study.csv:1:12: stray quote; allowed: quotes around a whole cell, doubled inside it")
ROW("note in the wrong place", "scenario,name,units.A.weight,note\nbase,a,0.5,why\n",
    "study.csv:1:30: column note here; allowed: " HEADER)
ROW("a second name", "scenario,name,name\nbase,a,b\n",
    "study.csv:1:15: column name here; allowed: " HEADER)
ROW("noise", "scenario,name,note,noise,units.A.weight\nbase,a,,3,0.5\nbase,b,,,0.5\n", "")
ROW("noise before note", "scenario,name,noise,note\nbase,a,3,why\n",
    "study.csv:1:21: column note here; allowed: " HEADER)
ROW("bad noise", "scenario,name,noise\nbase,a,-1\nbase,b,1.5\nbase,c,4294967296\nbase,d,x\n",
    "study.csv:2:8: noise = -1; allowed: whole number, 0 to 4294967295\n"
    "study.csv:3:8: noise = 1.5: not a whole number in digits; allowed: whole number, 0 to 4294967295\n"
    "study.csv:4:8: noise = 4294967296; allowed: whole number, 0 to 4294967295\n"
    "study.csv:5:8: noise = x: not a number; allowed: whole number, 0 to 4294967295")
ROW("unknown column", "scenario,name,nots\nbase,a,b\n",
    "study.csv:1:15: unknown column nots; allowed: " HEADER "; did you mean note?")
ROW("column without a name", "scenario,name,units.A.weight,\nbase,a,0.5,\n",
    "study.csv:1:30: column without a name; allowed: " HEADER)
ROW("column twice", "scenario,name,units.A.weight,settings.gain,units.A.weight\nbase,a,0.5,1,\n",
    "study.csv:1:44: column units.A.weight stands twice; allowed: once")

ROW("unknown table", "scenario,name,unit.A.weight\nbase,a,0.5\n",
    "study.csv:1:15: column unit.A.weight: unknown table unit; allowed: see brink list tables; did you mean units?")
ROW("unknown key", "scenario,name,units.Z.weight\nbase,a,0.5\n",
    "study.csv:1:15: column units.Z.weight: unknown key Z of table units; allowed: a row of units.csv")
ROW("unknown column of a table", "scenario,name,units.A.weigth\nbase,a,0.5\n",
    "study.csv:1:15: column units.A.weigth: unknown column weigth of table units; allowed: label, side, weight, size, nerve; did you mean weight?")
ROW("unknown named value", "scenario,name,settings.gains\nbase,a,0.5\n",
    "study.csv:1:15: column settings.gains: unknown key gains of table settings; allowed: see brink list; did you mean gain?")
ROW("unknown path although no row fills it", "scenario,name,units.Z.weight\nbase,a,\n",
    "study.csv:1:15: column units.Z.weight: unknown key Z of table units; allowed: a row of units.csv")
ROW("a key", "scenario,name,units.A.unit\nbase,a,B\n",
    "study.csv:1:15: column units.A.unit: unit is a key of table units; allowed: its other columns")
ROW("what cannot be set", "scenario,name,scenario.name,sources.x.note\nbase,a,b,c\n",
    "study.csv:1:15: column scenario.name: scenario.name cannot be set; allowed: to write name in the scenario's tables\n"
    "study.csv:1:29: column sources.x.note: unknown key x of table sources; allowed: a row of sources.csv")
ROW("a path of the other scenario", "scenario,name,units.A.weight,units.C.weight\nbase,a,0.5,0.5\nafar,b,0.5,\n",
    "study.csv:2:12: column units.C.weight, in scenario base: unknown key C of table units; allowed: a row of units.csv\n"
    "study.csv:3:8: column units.A.weight, in scenario afar: unknown key A of table units; allowed: a row of units.csv")

ROW("unknown scenario", "scenario,name\nbas,a\n",
    "study.csv:2:1: scenario = bas: No such file or directory; allowed: " SCENARIOS "; did you mean base?")
ROW("unknown scenario, said once a name", "scenario,name\nweather,a\nbase,b\nweather,c\n",
    "study.csv:2:1: scenario = weather: No such file or directory; allowed: " SCENARIOS)
ROW("a shipped one misspelt", "scenario,name\nafer,a\n",
    "study.csv:2:1: scenario = afer: No such file or directory; allowed: " SCENARIOS "; did you mean afar?")
ROW("a path out of the shipped ones", "scenario,name\nfamily/../afar,a\n",
    "study.csv:2:1: scenario = family/../afar: No such file or directory; allowed: " SCENARIOS)
ROW("unknown path of a scenario", "scenario,name\n../nowhere,a\n",
    "study.csv:2:1: scenario = ../nowhere: No such file or directory; allowed: " SCENARIOS)
ROW("a file as scenario", "scenario,name\n./study.csv,a\n",
    "study.csv:2:1: scenario = ./study.csv: Not a directory; allowed: " SCENARIOS)
ROW("no scenario", "scenario,name\n,a\n", "study.csv:2:1: scenario is empty; allowed: " SCENARIOS)
ROW("two scenarios of one name", "scenario,name\nbase,a\ntwin,b\ntwin,c\n",
    "study.csv:3:1: scenario = twin: its name is base, as is that of another scenario of this design; allowed: names that tell them apart, as results are labelled by them")
ROW("a scenario with a mistake, read once", "scenario,name,units.A.weight\nbroken,a,0.5\nbroken,b,7\nbase,c,7\n",
    "broken/units.csv:2:13: weight = 9; allowed: 0 to 1\n"
    "study.csv:4:8: weight = 7; allowed: 0 to 1")

ROW("name empty", "scenario,name\nbase,\nbase,\n",
    "study.csv:2:6: name is empty; allowed: letters, digits and _, a letter first, at most 32\n"
    "study.csv:3:6: name is empty; allowed: letters, digits and _, a letter first, at most 32")
ROW("no name", "scenario,name\nbase,1st\nbase,a-b\n",
    "study.csv:2:6: name = 1st: not a name; allowed: letters, digits and _, a letter first, at most 32\n"
    "study.csv:3:6: name = a-b: not a name; allowed: letters, digits and _, a letter first, at most 32")
ROW("name too long", "scenario,name\nbase,a23456789012345678901234567890123\n",
    "study.csv:2:6: name = a23456789012345678901234567890123: not a name; allowed: letters, digits and _, a letter first, at most 32")
ROW("names that stand twice", "scenario,name\nbase,a\nbase,b\nafar,a\nbase,a\n",
    "study.csv:4:6: second point named a; allowed: one of a name (the first is in line 2)\n"
    "study.csv:5:6: second point named a; allowed: one of a name (the first is in line 2)")

ROW("out of range", "scenario,name,units.A.weight,units.A.size\nbase,a,1.5,0\n",
    "study.csv:2:8: weight = 1.5; allowed: 0 to 1\n"
    "study.csv:2:12: size = 0; allowed: more than 0, at most 5 [rung]")
ROW("no number", "scenario,name,units.A.weight\nbase,a,half\nbase,b, 0.5\nbase,c,-\n",
    "study.csv:2:8: weight = half: not a number; allowed: 0 to 1\n"
    "study.csv:3:8: weight =  0.5: a number with spaces; allowed: 0 to 1\n"
    "study.csv:4:8: weight = -: not a number; allowed: 0 to 1")
ROW("no choice", "scenario,name,settings.rule\nbase,a,fats\n",
    "study.csv:2:8: rule = fats; allowed: fast or slow; did you mean fast?")
ROW("a reference to nothing", "scenario,name,links.A.to\nbase,a,Z\n",
    "study.csv:2:8: to = Z; allowed: a key of units or nobody")
ROW("a cell that another rules out", "scenario,name,units.B.side\nbase,a,red\n",
    "study.csv:2:6: point a: base/units.csv:3:20: nerve = 0.5; allowed: empty where side is red")
ROW("what the model does not take", "scenario,name,units.A.side,units.A.nerve,units.B.weight\nbase,a,,,0\nbase,b,blue,0.5,\n",
    "study.csv:2:10: weighs nothing\n"
    "study.csv:3:6: point b: base/units.csv: no unit is red")
ROW("what follows from a wrong cell is not said", "scenario,name,units.A.weight,units.B.weight\nbase,a,7,0\n",
    "study.csv:2:8: weight = 7; allowed: 0 to 1")
ROW("a short and a long row", "scenario,name,units.A.weight\nbase,a\nbase,b,0.5,0.5\nbase,a,0.5\n",
    "study.csv:2:7: short row of 2 cells; allowed: 3, as the header has\n"
    "study.csv:3:12: long row of 4 cells; allowed: 3, as the header has")
ROW("blank lines", "scenario,name\nbase,a\n\nbase,b\n  \n",
    "study.csv:3:1: blank line; allowed: one row a line\n"
    "study.csv:5:1: blank line; allowed: one row a line")
ROW("a broken row", "scenario,name,units.A.weight\nbase,a,0.\"5\nbase,b,0.5\n",
    "study.csv:2:10: stray quote; allowed: quotes around a whole cell, doubled inside it")
ROW("hostile text", "scenario,name,note\nbase,a,\x1b[31m\nbase,b,\xff\n",
    "study.csv:2:8: \\x1b: control character; allowed: printable text\n"
    "study.csv:3:8: \\xff: not UTF-8; save the file as UTF-8")
ROW("all in one go", "scenario,name,units.A.wait,units.A.weight,units.A.weight\nbase,a,1,2,3\nbsae,a,,,\nbase,1,,0.5,\nbase\n",
    "study.csv:1:15: column units.A.wait: unknown column wait of table units; allowed: label, side, weight, size, nerve\n"
    "study.csv:1:43: column units.A.weight stands twice; allowed: once\n"
    "study.csv:2:10: weight = 2; allowed: 0 to 1\n"
    "study.csv:3:1: scenario = bsae: No such file or directory; allowed: " SCENARIOS "; did you mean base?\n"
    "study.csv:3:6: second point named a; allowed: one of a name (the first is in line 2)\n"
    "study.csv:4:6: name = 1: not a name; allowed: letters, digits and _, a letter first, at most 32\n"
    "study.csv:5:5: short row of 1 cells; allowed: 5, as the header has")
// clang-format on
