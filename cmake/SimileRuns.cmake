# What the presets run beside building and testing, as targets.
add_custom_target(
    quickstart
    COMMAND ${PROJECT_SOURCE_DIR}/scripts/quickstart $<TARGET_FILE:simile_cli> ${PROJECT_SOURCE_DIR}/build/quickstart
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    USES_TERMINAL VERBATIM)
add_custom_target(
    bench
    COMMAND ${CMAKE_COMMAND} -E env SIMILE_BIN=$<TARGET_FILE:simile_cli> ${PROJECT_SOURCE_DIR}/bench/train
    COMMAND ${CMAKE_COMMAND} -E env SIMILE_BIN=$<TARGET_FILE:simile_cli> PEAK=$<TARGET_FILE:bench_peak>
            ${PROJECT_SOURCE_DIR}/bench/encode
    COMMAND ${CMAKE_COMMAND} -E env BENCH_NEIGHBOURS=$<TARGET_FILE:bench_neighbours> ${PROJECT_SOURCE_DIR}/bench/eval
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    USES_TERMINAL VERBATIM)
add_custom_target(
    interop
    COMMAND ${CMAKE_COMMAND} -E env SIMILE_BIN=$<TARGET_FILE:simile_cli> ${PROJECT_SOURCE_DIR}/tests/interop/run
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    USES_TERMINAL VERBATIM)
add_dependencies(quickstart simile_cli)
add_dependencies(bench simile_cli bench_peak bench_neighbours)
add_dependencies(interop simile_cli)
