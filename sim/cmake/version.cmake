# SPDX-License-Identifier: GPL-3.0-or-later
# Writes version.h: cmake -DSOURCE=<source tree> -DOUTPUT=<version.h> -DBRINK_VERSION=<x.y.z> -P version.cmake.
# configure_file leaves an equal file alone, so a build in which the commit did not change compiles nothing.
set(BRINK_COMMIT unknown)
find_program(GIT git)
if(GIT AND EXISTS ${SOURCE}/.git)
  # safe.directory: the tree may belong to somebody else, as when root builds a user's checkout in a container
  execute_process(COMMAND ${GIT} -c safe.directory=${SOURCE} -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
                  OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed AND NOT described STREQUAL "")
    set(BRINK_COMMIT ${described})
  endif()
endif()
configure_file(${SOURCE}/sim/version.h.in ${OUTPUT} @ONLY)
