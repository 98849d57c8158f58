# SPDX-License-Identifier: GPL-3.0-or-later
# Games of postures.
brink_test(unit posture_game)
brink_test(property empirical)
brink_verification(verification posture_games)
