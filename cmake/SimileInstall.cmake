# cmake --install: the library, its headers, the program, a pkg-config file, and the vocabularies, presets and corpora.
install(TARGETS simile ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/simile DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(TARGET simile_cli)
    install(TARGETS simile_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(DIRECTORY vocab configs corpora DESTINATION ${CMAKE_INSTALL_DATADIR}/simile)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES docs/examples/embed.c DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
# The library is static, so whoever links it needs its libraries too. The file finds its prefix by itself: it may move.
file(RELATIVE_PATH SIMILE_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/simile.pc.in simile.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/simile.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
