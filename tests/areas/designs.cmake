# SPDX-License-Identifier: GPL-3.0-or-later
brink_test(unit design)
brink_test(unit design_memory LIBRARIES -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
