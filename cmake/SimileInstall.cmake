# cmake --install: the library, its headers, the program, and a pkg-config file.
install(TARGETS simile ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/simile DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(TARGET simile_cli)
    install(TARGETS simile_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
configure_file(cmake/simile.pc.in simile.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/simile.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
