# SPDX-License-Identifier: GPL-3.0-or-later
brink_test(unit report_file LIBRARIES csv::csv)
brink_test(unit report LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc PkgConfig::JANSSON PkgConfig::LIBMD)
brink_test(unit plots)
brink_test(unit plots_paths)
brink_test(property export SOURCES support/toy.c LIBRARIES PkgConfig::JANSSON)
brink_test(unit plot_scripts)
brink_test(unit charts)
