# The kernel sets: one body of sources compiled once a set, and once in double for the gradient checks. No build is tied to
# the machine it runs on; cpu.c picks the set at run time. The portable gemm is OpenBLAS's (blas.c), the others' gemm.c's.
set(SIMILE_KERNEL_FLAGS -O3 -fno-math-errno -fno-trapping-math)
file(GLOB kernel_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tensor/kernels/*.c)

function(simile_kernel_set target set)
    add_library(${target} OBJECT ${kernel_sources})
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/tensor
                                                 ${CMAKE_CURRENT_SOURCE_DIR}/base)
    target_compile_definitions(${target} PRIVATE SIMILE_KERNEL_SET=${set})
    target_compile_options(${target} PRIVATE ${SIMILE_KERNEL_FLAGS} ${ARGN})
    target_link_libraries(${target} PRIVATE simile_flags)
endfunction()

simile_kernel_set(simile_kernels_portable portable)
set(SIMILE_KERNEL_OBJECTS $<TARGET_OBJECTS:simile_kernels_portable>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    simile_kernel_set(simile_kernels_avx2 avx2 -mavx2 -mfma)
    set(avx512 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx2 -mfma -mprefer-vector-width=512)
    simile_kernel_set(simile_kernels_avx512 avx512 ${avx512})
    simile_kernel_set(simile_kernels_avx512vnni avx512vnni ${avx512} -mavx512vnni)
    simile_kernel_set(simile_kernels_avx512bf16 avx512bf16 ${avx512} -mavx512vnni -mavx512bf16)
    list(APPEND SIMILE_KERNEL_OBJECTS $<TARGET_OBJECTS:simile_kernels_avx2> $<TARGET_OBJECTS:simile_kernels_avx512>
         $<TARGET_OBJECTS:simile_kernels_avx512vnni> $<TARGET_OBJECTS:simile_kernels_avx512bf16>)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
    # GCC's first scheduling would load a tile's values of A all at once, for which registers are lacking.
    simile_kernel_set(simile_kernels_neon neon -DSIMILE_SET_HAS_NEON $<$<C_COMPILER_ID:GNU>:-fno-schedule-insns>)
    list(APPEND SIMILE_KERNEL_OBJECTS $<TARGET_OBJECTS:simile_kernels_neon>)
endif()
if(SIMILE_TESTS)
    simile_kernel_set(simile_kernels_f64 portable)
    target_compile_definitions(simile_kernels_f64 PRIVATE SIMILE_REAL_IS_DOUBLE)
    set(SIMILE_KERNEL_OBJECTS_F64 $<TARGET_OBJECTS:simile_kernels_f64> CACHE INTERNAL "kernels in double")
endif()
