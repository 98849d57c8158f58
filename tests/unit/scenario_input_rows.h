/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ROW(what, file, text, messages): included by scenario_input.c. */
// clang-format off
ROW("fine", "units.csv", SMALL_UNITS, "")
ROW("no final newline", "units.csv", U "A,Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5", "")
ROW("quoted cells", "units.csv", U "A,\"Al,\"\"pha\",\"red\",\"0.5\",1,\nB,Beta,blue,0.25,2,0.5\n", "")
ROW("UTF-8 text", "units.csv", U "A,\xc3\x84lpha \xe2\x82\xac \xf0\x9f\x99\x82,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n", "")
ROW("signs and exponents", "units.csv", U "A,Alpha,red,+5e-1,1E0,\nB,Beta,blue,0.25,2,0.5\n", "")
ROW("trailing columns left out", "links.csv", "from,to,count\nA,B,3\n", "")
ROW("one trailing column left out", "links.csv", "from,to,count,open\nA,B,3,0\n", "")
ROW("optional flag empty", "links.csv", L "A,B,3,,\n", "")
ROW("header only", "links.csv", L, "")
ROW("optional table missing", "links.csv", GONE, "")
ROW("settings missing", "settings.csv", GONE, "")
ROW("word beside the keys", "links.csv", L "A,nobody,3,1,\n", "")
ROW("exploration table", "targets.csv", "anything\n\n\n", "")
ROW("not a table", "README.md", "anything", "")
ROW("hidden file", ".#units.csv", "anything", "")

ROW("unknown table", "unitz.csv", "x\n", "unitz.csv: unknown table; allowed: see brink list tables; did you mean units?")
ROW("unknown table without neighbour", "weather.csv", "x\n", "weather.csv: unknown table; allowed: see brink list tables")
ROW("table in capitals", "LINKS.CSV", "x\n", "LINKS.CSV: unknown table; allowed: see brink list tables")
ROW("required table missing", "units.csv", GONE,
    "units.csv: no such file; allowed: the model needs this table")
ROW("required table without rows", "units.csv", U,
    "units.csv: no rows; allowed: at least one")
ROW("empty file", "units.csv", "",
    "units.csv:1:1: empty file; allowed: a header: unit,label,side,weight,size,nerve")
ROW("byte-order mark only", "units.csv", "\xef\xbb\xbf",
    "units.csv:1:1: byte-order mark; allowed: UTF-8 without one (save as UTF-8 without a byte-order mark)\n"
    "units.csv:1:1: empty file; allowed: a header: unit,label,side,weight,size,nerve")
ROW("byte-order mark", "units.csv", "\xef\xbb\xbf" U ROWS,
    "units.csv:1:1: byte-order mark; allowed: UTF-8 without one (save as UTF-8 without a byte-order mark)")
ROW("CR LF", "units.csv", "unit,label,side,weight,size,nerve\r\nA,Alpha,red,0.5,1,\r\nB,Beta,blue,0.25,2,0.5\r\n",
    "units.csv:1:34: line ends in CR LF; allowed: lines that end in LF (Unix)")
ROW("CR LF on a blank and on a short line", "units.csv", U "\r\nA,Alpha,red\r\nB,Beta,blue,0.25,2,0.5\r\n",
    "units.csv:2:1: line ends in CR LF; allowed: lines that end in LF (Unix)\n"
    "units.csv:2:1: blank line; allowed: one row a line\n"
    "units.csv:3:12: short row of 3 cells; allowed: 6, as the header has")
ROW("CR only", "units.csv", "unit,label,side,weight,size,nerve\rA,Alpha,red,0.5,1,\r",
    "units.csv:1:34: carriage return; allowed: lines that end in LF")
ROW("CR in a row", "units.csv", U "A,Al\rpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:5: carriage return; allowed: lines that end in LF")
ROW("CR at the end", "units.csv", U ROWS "\r",
    "units.csv:4:1: carriage return; allowed: lines that end in LF")
ROW("blank line", "units.csv", U "A,Alpha,red,0.5,1,\n\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:3:1: blank line; allowed: one row a line")
ROW("blank line first", "units.csv", "\n" U ROWS,
    "units.csv:1:1: blank line; allowed: one row a line")
ROW("blank line last", "units.csv", U ROWS "\n",
    "units.csv:4:1: blank line; allowed: one row a line")
ROW("line of spaces", "units.csv", U ROWS "   \n",
    "units.csv:4:1: blank line; allowed: one row a line")
ROW("NUL", "units.csv", U "A,Al\0pha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:5: \\x00: NUL byte; allowed: printable text (is this a CSV file?)")
ROW("tab", "units.csv", U "A,Al\tpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:5: \\x09: tab; allowed: printable text, cells separated by commas")
ROW("escape", "units.csv", U "A,\x1b[31m,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:3: \\x1b: control character; allowed: printable text")
ROW("C1 control", "units.csv", U "A,\xc2\x9b,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:3: \\xc2\\x9b: control character; allowed: printable text")
ROW("right-to-left override", "units.csv", U "A,\xe2\x80\xae,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:3: \\xe2\\x80\\xae: control character; allowed: printable text")
ROW("Latin-1", "units.csv", U "A,caf\xe9,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:6: \\xe9: not UTF-8; save the file as UTF-8")
ROW("character cut by the line", "units.csv", U "A,Alpha,red,0.5,1,\nB,Be,blue,0.25,2,0.5\xe2\x82\n",
    "units.csv:3:21: not UTF-8: a character is cut short; save the file as UTF-8")
ROW("character cut by the end", "units.csv", U ROWS "C,\xe2",
    "units.csv:4:3: not UTF-8: a character is cut short; save the file as UTF-8")
ROW("UTF-16", "units.csv", "\xff\xfeu\0n\0",
    "units.csv:1:1: \\xff: not UTF-8; save the file as UTF-8")
ROW("unclosed quote", "units.csv", U "A,\"Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:3: quote that is not closed on its line; allowed: a closing quote before the line ends")
ROW("unclosed quote at the end", "units.csv", U ROWS "C,\"Gamma",
    "units.csv:4:3: quote that is not closed on its line; allowed: a closing quote before the line ends")
ROW("stray quote", "units.csv", U "A,Al\"pha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:5: stray quote; allowed: quotes around a whole cell, doubled inside it")
ROW("text after a quote", "units.csv", U "A,\"Alpha\" ,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:10: text after the closing quote; allowed: quotes around a whole cell, doubled inside it")
ROW("quote in the header", "units.csv", "un\"it,label\n" ROWS,
    "units.csv:1:3: stray quote; allowed: quotes around a whole cell, doubled inside it")
ROW("short row", "units.csv", U "A,Alpha,red,0.5\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:16: short row of 4 cells; allowed: 6, as the header has")
ROW("long row", "units.csv", U "A,Alpha,red,0.5,1,,,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:20: long row of 8 cells; allowed: 6, as the header has")

ROW("column missing", "units.csv", "unit,label,side,weight,nerve\nA,Alpha,red,7,\nB,Beta,blue,0.25,0.5\n",
    "units.csv:1:29: column size is missing; allowed: unit,label,side,weight,size,nerve\n"
    "units.csv:2:13: weight = 7; allowed: 0 to 1")
ROW("key column missing", "units.csv", "label,side,weight,size,nerve\nAlpha,red,7,1,\n",
    "units.csv:1:29: column unit is missing; allowed: unit,label,side,weight,size,nerve")
ROW("column unknown", "units.csv", "unit,label,side,wieght,size,nerve\n" ROWS,
    "units.csv:1:17: unknown column wieght; allowed: unit,label,side,weight,size,nerve; did you mean weight?\n"
    "units.csv:1:34: column weight is missing; allowed: unit,label,side,weight,size,nerve")
ROW("column extra", "units.csv", "unit,label,side,weight,size,nerve,colour\nA,Alpha,red,0.5,1,,green\n",
    "units.csv:1:35: unknown column colour; allowed: unit,label,side,weight,size,nerve")
ROW("column twice", "units.csv", "unit,label,side,weight,size,nerve,size\nA,Alpha,red,0.5,1,,2\n",
    "units.csv:1:35: column size stands twice; allowed: unit,label,side,weight,size,nerve")
ROW("columns in another order", "units.csv", "unit,side,label,weight,size,nerve\nA,red,Alpha,0.5,1,\n",
    "units.csv:1:11: column label after side; allowed: this order: unit,label,side,weight,size,nerve")
ROW("column without a name", "units.csv", "unit,label,side,weight,size,nerve,\nA,Alpha,red,0.5,1,,\n",
    "units.csv:1:35: column without a name; allowed: unit,label,side,weight,size,nerve")
ROW("column with a space", "units.csv", "unit, label,side,weight,size,nerve\nA,Alpha,red,0.5,1,\n",
    "units.csv:1:6: unknown column  label; allowed: unit,label,side,weight,size,nerve; did you mean label?\n"
    "units.csv:1:35: column label is missing; allowed: unit,label,side,weight,size,nerve")
ROW("no header", "units.csv", ROWS,
    "units.csv:1:1: header begins with A; allowed: unit,label,side,weight,size,nerve")

ROW("cell missing", "units.csv", U "A,,red,,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:3: label is empty; allowed: text\n"
    "units.csv:2:8: weight is empty; allowed: 0 to 1")
ROW("key missing", "units.csv", U ",Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:1: unit is empty; allowed: letters, digits and _, a letter first, at most 32")
ROW("cell that must stay empty", "units.csv", U "A,Alpha,red,0.5,1,0.3\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:19: nerve = 0.3; allowed: empty where side is red")
ROW("cell that its side needs", "units.csv", U "A,Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,\n",
    "units.csv:3:20: nerve is empty; allowed where side is blue: 0 to 1")
ROW("not a choice", "units.csv", U "A,Alpha,rde,0.5,1,9\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv: no unit is red\n"
    "units.csv:2:9: side = rde; allowed: red or blue; did you mean red?\n"
    "units.csv:2:19: nerve = 9; allowed: 0 to 1")
ROW("not a number", "units.csv", U "A,Alpha,red,half,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight = half: not a number; allowed: 0 to 1")
ROW("NaN", "units.csv", U "A,Alpha,red,NaN,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight = NaN: not a number; allowed: 0 to 1")
ROW("infinity", "units.csv", U "A,Alpha,red,inf,-Infinity,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight = inf: infinity; allowed: 0 to 1\n"
    "units.csv:2:17: size = -Infinity: infinity; allowed: more than 0, at most 5 [rung]")
ROW("hexadecimal", "units.csv", U "A,Alpha,red,0x1,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight = 0x1: hexadecimal; allowed: 0 to 1")
ROW("overflow", "units.csv", U "A,Alpha,red,1e999,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight = 1e999: too large for a double; allowed: 0 to 1")
ROW("spaces about a number", "units.csv", U "A,Alpha,red, 0.5,1 ,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight =  0.5: a number with spaces; allowed: 0 to 1\n"
    "units.csv:2:18: size = 1 : a number with spaces; allowed: more than 0, at most 5 [rung]")
ROW("decimal comma", "units.csv", U "A,Alpha,red,\"0,5\",1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight = 0,5: a number with a comma; allowed: 0 to 1")
ROW("below an open end", "units.csv", U "A,Alpha,red,0.5,0,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:17: size = 0; allowed: more than 0, at most 5 [rung]")
ROW("above the range", "units.csv", U "A,Alpha,red,1.0000000000000002,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:13: weight = 1.0000000000000002; allowed: 0 to 1")
ROW("no whole number", "links.csv", L "A,B,3.5,1,\n",
    "links.csv:2:5: count = 3.5: not a whole number in digits; allowed: whole number, 1 to 10 [days]")
ROW("exponent in a count", "links.csv", L "A,B,1e0,1,\n",
    "links.csv:2:5: count = 1e0: not a whole number in digits; allowed: whole number, 1 to 10 [days]")
ROW("not a flag", "links.csv", L "A,B,3,yes,\n",
    "links.csv:2:7: open = yes: not a number; allowed: 0 or 1")
ROW("flag with a point", "links.csv", L "A,B,3,1.0,\n",
    "links.csv:2:7: open = 1.0; allowed: 0 or 1")
ROW("negative below a half-open range", "settings.csv", "setting,value\ngain,-1\n",
    "settings.csv:2:6: gain = -1; allowed: at least 0 [util]")
ROW("not a name", "units.csv", U "1A,Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:1: unit = 1A: not a name; allowed: letters, digits and _, a letter first, at most 32")
ROW("name too long", "units.csv", U "A23456789012345678901234567890123,Alpha,red,0.5,1,\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:1: unit = A23456789012345678901234567890123: not a name; allowed: letters, digits and _, a letter first, at most 32")
ROW("reference to nobody", "links.csv", L "A,Q,3,1,\n",
    "links.csv:2:3: to = Q; allowed: a key of units or nobody")
ROW("reference with a slip", "links.csv", L "A,nobdy,3,1,\n",
    "links.csv:2:3: to = nobdy; allowed: a key of units or nobody; did you mean nobody?")
ROW("reference unknown beside a lost row", "units.csv", U "A,Alpha,red,0.5,1\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv:2:18: short row of 5 cells; allowed: 6, as the header has")
ROW("key twice", "units.csv", U ROWS "A,Alpha,red,0.5,1,\n",
    "units.csv:4:1: second row of A; allowed: one row a key (the first is in line 2)")
ROW("number key twice", "bands.csv", B "A,1.0,0.5,,\nA,1,0.5,,\n",
    "bands.csv:3:1: second row of A.1; allowed: one row a key (the first is in line 2)")
ROW("open upper end", "bands.csv", B "A,1,1,2024-02-29,x\n",
    "bands.csv:2:5: share = 1; allowed: at least 0, less than 1")
ROW("no such day", "bands.csv", B "A,1,0,2023-02-29,\nA,2,0,2024-13-01,\nA,3,0,24-01-01,\nA,4,0,0000-01-01,\nA,5,0,1900-02-29,\nA,6,0,2000-02-29,\n",
    "bands.csv:2:7: day = 2023-02-29: no such day; allowed: a day of the calendar, YYYY-MM-DD\n"
    "bands.csv:3:7: day = 2024-13-01: no such day; allowed: a day of the calendar, YYYY-MM-DD\n"
    "bands.csv:4:7: day = 24-01-01: no such day; allowed: a day of the calendar, YYYY-MM-DD\n"
    "bands.csv:5:7: day = 0000-01-01: no such day; allowed: a day of the calendar, YYYY-MM-DD\n"
    "bands.csv:6:7: day = 1900-02-29: no such day; allowed: a day of the calendar, YYYY-MM-DD")
ROW("model's own rule", "units.csv", U "A,Alpha,blue,0,1,0.5\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv: no unit is red\n"
    "units.csv:2:14: weighs nothing")
ROW("model's own rule beside a bad cell", "units.csv", U "A,Alpha,blue,0,9,0.5\nB,Beta,blue,0.25,2,0.5\n",
    "units.csv: no unit is red\n"
    "units.csv:2:16: size = 9; allowed: more than 0, at most 5 [rung]")

ROW("unknown key", "settings.csv", "setting,value\ngian,1\n",
    "settings.csv:2:1: unknown setting gian; allowed: gain, steps, rule; did you mean gain?")
ROW("key twice in settings", "settings.csv", "setting,value\ngain,1\ngain,2\n",
    "settings.csv:3:1: second row of gain; allowed: one row a key (the first is in line 2)")
ROW("value missing", "settings.csv", "setting,value\ngain,\n",
    "settings.csv:2:6: gain is empty; allowed: at least 0 [util]")
ROW("value out of range", "settings.csv", "setting,value\nsteps,11\nrule,sloww\n",
    "settings.csv:2:7: steps = 11; allowed: whole number, 1 to 10\n"
    "settings.csv:3:6: rule = sloww; allowed: fast or slow; did you mean slow?")
ROW("no model", "scenario.csv", "key,value\nname,base\n",
    "scenario.csv: model is missing; allowed: letters, digits and _, a letter first, at most 32")
ROW("no name", "scenario.csv", "key,value\nmodel,small\n",
    "scenario.csv: name is missing; allowed: letters, digits and _, a letter first, at most 32")
ROW("unknown model", "scenario.csv", "key,value\nname,base\nmodel,smal\n",
    "scenario.csv:3:7: model = smal; allowed: small, tiny; did you mean small?")
ROW("other model", "scenario.csv", "key,value\nname,base\nmodel,tiny\n",
    "links.csv: unknown table; allowed: see brink list tables\n"
    "settings.csv: unknown table; allowed: see brink list tables\n"
    "units.csv: unknown table; allowed: see brink list tables")
ROW("bad date and horizon", "scenario.csv", S "start_date,2023-02-30\nhorizon,10001\nperiod_days,0\n",
    "scenario.csv:4:12: start_date = 2023-02-30: no such day; allowed: a day of the calendar, YYYY-MM-DD\n"
    "scenario.csv:5:9: horizon = 10001; allowed: whole number, 1 to 10000 [periods]\n"
    "scenario.csv:6:13: period_days = 0; allowed: whole number, 1 to 365 [days]")
ROW("extends nothing", "scenario.csv", S "extends,baze\n",
    "scenario.csv:4:9: extends = baze: No such file or directory; allowed: a folder beside this one, or a relative path")
ROW("extends itself", "scenario.csv", S "extends,s\n",
    "scenario.csv:4:9: extends = s: leads back to s; allowed: a scenario that does not extend this one")
ROW("extends an absolute path", "scenario.csv", S "extends,/tmp\n",
    "scenario.csv:4:9: extends = /tmp; allowed: a folder beside this one, or a relative path")

ROW("source of a value", "sources.csv", P "settings.gain,evidence,a paper,\n*.weight,judgement,,\nunits.A.*,assumption,,\n", "")
ROW("source without trailing columns", "sources.csv", "path,basis\nsettings.gain,judgement\n", "")
ROW("source of nothing", "sources.csv", P "settings.gian,judgement,,\n",
    "sources.csv:2:1: path = settings.gian: unknown key gian of table settings; allowed: see brink list; did you mean gain?")
ROW("source of a key", "sources.csv", P "units.A.unit,judgement,,\n",
    "sources.csv:2:1: path = units.A.unit: unit is a key of table units; allowed: its other columns")
ROW("source of no row", "sources.csv", P "units.C.weight,judgement,,\n",
    "sources.csv:2:1: path = units.C.weight: unknown key C of table units; allowed: a row of units.csv")
ROW("source of an unused cell", "sources.csv", P "units.A.nerve,judgement,,\n",
    "sources.csv:2:1: path = units.A.nerve: the value is empty; allowed: the path of a value that is filled")
ROW("pattern for nothing", "sources.csv", P "units.*.wieght,judgement,,\nunit.*,judgement,,\nunits.C*,judgement,,\nzzz*,judgement,,\n",
    "sources.csv:2:1: path = units.*.wieght: it fits no value; allowed: a path, or a pattern that fits one; did you mean weight?\n"
    "sources.csv:3:1: path = unit.*: it fits no value; allowed: a path, or a pattern that fits one; did you mean units?\n"
    "sources.csv:4:1: path = units.C*: it fits no value; allowed: a path, or a pattern that fits one\n"
    "sources.csv:5:1: path = zzz*: it fits no value; allowed: a path, or a pattern that fits one")
ROW("source with a bad basis", "sources.csv", P "settings.gain,guess,,\n",
    "sources.csv:2:15: basis = guess; allowed: evidence, judgement or assumption")
ROW("evidence without a source", "sources.csv", P "settings.gain,evidence,,\n",
    "sources.csv:2:24: source is empty; allowed where basis is evidence: text")
// clang-format on
