# SPDX-License-Identifier: GPL-3.0-or-later
set(wrap_allocations -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
brink_test(unit text)
brink_test(unit status LIBRARIES ${wrap_allocations})
