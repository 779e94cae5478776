# simile_layer(NAME SEES layer... USES library... [NUMERIC])
#
# A layer is an OBJECT library over src/NAME/*.c. Its include path holds its own folder, include/ and the folders of the
# layers named by SEES with all that they see, so a wrong include does not compile. NUMERIC layers are built a second
# time with double in place of float (target simile_NAME_f64) for the gradient checks.
set_property(GLOBAL PROPERTY SIMILE_LAYERS "")

function(simile_layer name)
    cmake_parse_arguments(LAYER "NUMERIC" "" "SEES;USES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c)
    if(NOT sources)
        return() # a layer's folder appears with its first file
    endif()
    simile_layer_target(simile_${name} ${name} "" "${sources}" "${LAYER_SEES}" "${LAYER_USES}")
    set_property(GLOBAL APPEND PROPERTY SIMILE_LAYERS ${name})
    if(LAYER_NUMERIC AND SIMILE_TESTS)
        simile_layer_target(simile_${name}_f64 ${name} _f64 "${sources}" "${LAYER_SEES}" "${LAYER_USES}")
        target_compile_definitions(simile_${name}_f64 PUBLIC SIMILE_REAL_IS_DOUBLE)
    endif()
endfunction()

function(simile_layer_target target name suffix sources sees uses)
    add_library(${target} OBJECT ${sources})
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include ${CMAKE_CURRENT_SOURCE_DIR}/${name})
    target_link_libraries(${target} PUBLIC ${uses} PRIVATE simile_flags)
    foreach(layer IN LISTS sees)
        if(suffix AND TARGET simile_${layer}${suffix})
            target_link_libraries(${target} PUBLIC simile_${layer}${suffix})
        else()
            target_link_libraries(${target} PUBLIC simile_${layer})
        endif()
    endforeach()
endfunction()

# simile_mpi_module(TARGET [DEFINITION...]): src/mpi as a module, the one thing that is linked with MPI. Of the library it
# sees the header with its table alone.
function(simile_mpi_module target)
    add_library(${target} MODULE ${PROJECT_SOURCE_DIR}/src/mpi/mpi_module.c)
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src/base)
    target_compile_definitions(${target} PRIVATE ${ARGN})
    target_link_libraries(${target} PRIVATE simile_flags MPI::MPI_C)
endfunction()
