# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` lays down: the static library with its headers, the command, and the data that the command
# reads. Consumers: find_package(brink) gives brink::brink; or `pkg-config brink`.
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/brink)

install(TARGETS brink EXPORT brink FILE_SET HEADERS)
install(TARGETS brink_cli)
install(EXPORT brink NAMESPACE brink:: DESTINATION ${config_dir} FILE brinkTargets.cmake)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/brinkConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/generated/brinkConfig.cmake INSTALL_DESTINATION ${config_dir})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/generated/brinkConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/generated/brinkConfig.cmake ${PROJECT_BINARY_DIR}/generated/brinkConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/Findcsv.cmake
        DESTINATION ${config_dir})

# The .pc file finds its prefix from where it lies, so `cmake --install --prefix` and relocation keep it right.
file(RELATIVE_PATH pc_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" pc_to_prefix ${pc_to_prefix})
configure_file(${CMAKE_CURRENT_LIST_DIR}/brink.pc.in ${PROJECT_BINARY_DIR}/generated/brink.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/generated/brink.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/brink)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/plots DESTINATION ${CMAKE_INSTALL_DATADIR}/brink
        PATTERN gallery EXCLUDE)

install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN README.md)
