# queries.cmake: compile schema/ to C.  A wrong query fails the build.

file(GLOB SQLC_SOURCES CONFIGURE_DEPENDS
	${CMAKE_CURRENT_SOURCE_DIR}/tools/sqlc/*.c)
add_executable(sqlc ${SQLC_SOURCES} tools/tool.c)
target_include_directories(sqlc PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_options(sqlc PRIVATE -fno-sanitize=all)
target_link_options(sqlc PRIVATE -fno-sanitize=all)
target_link_libraries(sqlc PRIVATE ${SQLITE_LIBRARIES})

set(SCHEMA ${PROJECT_SOURCE_DIR}/schema)
set(QUERY_GEN ${CMAKE_BINARY_DIR}/gen/query)
file(MAKE_DIRECTORY ${QUERY_GEN})
file(GLOB MIGRATIONS CONFIGURE_DEPENDS ${SCHEMA}/migrations/*.sql)
file(GLOB QUERIES CONFIGURE_DEPENDS ${SCHEMA}/queries/*.sql)
file(GLOB SCHEMA_TWINS CONFIGURE_DEPENDS ${SCHEMA}/migrations/pg/*.sql
	${SCHEMA}/queries/pg/*.sql)

set(QUERY_SOURCES ${QUERY_GEN}/all.c ${QUERY_GEN}/tables.c)
set(QUERY_HEADERS "")
foreach(file ${QUERIES})
	get_filename_component(name ${file} NAME_WE)
	list(APPEND QUERY_SOURCES ${QUERY_GEN}/${name}.c)
	list(APPEND QUERY_HEADERS ${QUERY_GEN}/${name}.h)
endforeach()
add_custom_command(
	OUTPUT ${QUERY_SOURCES} ${QUERY_HEADERS} ${QUERY_GEN}/all.pg.sql
		${QUERY_GEN}/all.pg.txt
	COMMAND sqlc ${QUERY_GEN} ${MIGRATIONS} ${QUERIES} ${SCHEMA_TWINS}
	DEPENDS sqlc ${MIGRATIONS} ${QUERIES} ${SCHEMA_TWINS}
	COMMENT "Compiling the schema and the queries"
	VERBATIM)
# The migrations are long texts.
set_source_files_properties(${QUERY_GEN}/all.c PROPERTIES COMPILE_OPTIONS
	-Wno-overlength-strings)

add_test(NAME queries.plans
	COMMAND sqlc --plans ${PROJECT_SOURCE_DIR}/tests/plans/site.sql ${MIGRATIONS} ${QUERIES} ${SCHEMA_TWINS})
