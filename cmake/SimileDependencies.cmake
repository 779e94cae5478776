# The outside libraries, as imported targets. Each is included by one source file of ours.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
# OpenBLAS is opened at run time (src/tensor/blas.c): its header alone is needed.
pkg_check_modules(OPENBLAS REQUIRED openblas)
add_library(openblas_header INTERFACE)
target_include_directories(openblas_header SYSTEM INTERFACE ${OPENBLAS_INCLUDE_DIRS})
if(SIMILE_TESTS)
    pkg_check_modules(CHECK REQUIRED IMPORTED_TARGET check)
endif()
