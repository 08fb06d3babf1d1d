# Words, static files and templates become C in build/gen; a new file in web/
# is picked up by itself.  Gives GENERATED_WEB, the sources and headers.

set(WEB ${PROJECT_SOURCE_DIR}/web)
set(GEN ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${GEN}/tpl)
file(GLOB LOCALES RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
	${WEB}/locales/*.po)
file(GLOB ASSETS RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
	${WEB}/static/*)
file(GLOB DEMO_TEXTS RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
	${WEB}/demo/*.txt)
file(GLOB TEMPLATES RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
	${WEB}/templates/*.html)

# nl is the base, which says what messages there are.
list(REMOVE_ITEM LOCALES web/locales/nl.po)
list(PREPEND LOCALES web/locales/nl.po)

# A tool leaves its memory to the end of the process.
set(TOOL ${CMAKE_COMMAND} -E env ASAN_OPTIONS=detect_leaks=0)

# Commands see them from the project's root, so that errors name short paths.
foreach(list LOCALES ASSETS DEMO_TEXTS TEMPLATES)
	list(TRANSFORM ${list} PREPEND ${PROJECT_SOURCE_DIR}/
		OUTPUT_VARIABLE ${list}_FILES)
endforeach()

set(GENERATED_WEB ${GEN}/messages.h ${GEN}/messages.c ${GEN}/assets.h
	${GEN}/assets.c ${GEN}/demo_texts.h ${GEN}/demo_texts.c ${GEN}/tpl/all.h)
foreach(template ${TEMPLATES})
	get_filename_component(name ${template} NAME_WE)
	list(APPEND TEMPLATE_SOURCES ${GEN}/tpl/${name}.c)
endforeach()
list(APPEND GENERATED_WEB ${TEMPLATE_SOURCES})

add_custom_command(
	OUTPUT ${GEN}/messages.h ${GEN}/messages.c ${GEN}/messages.lst
	COMMAND ${TOOL} $<TARGET_FILE:poc> ${GEN} ${LOCALES}
	DEPENDS poc ${LOCALES_FILES}
	WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
	COMMENT "Words" VERBATIM)
add_custom_command(
	OUTPUT ${GEN}/assets.h ${GEN}/assets.c ${GEN}/assets.lst
	COMMAND ${TOOL} $<TARGET_FILE:embed> asset /static/ ${GEN}/assets.h ${GEN}/assets.c
		${GEN}/assets.lst ${ASSETS}
	DEPENDS embed ${ASSETS_FILES}
	WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
	COMMENT "Static files" VERBATIM)
add_custom_command(
	OUTPUT ${GEN}/demo_texts.h ${GEN}/demo_texts.c ${GEN}/demo_texts.lst
	COMMAND ${TOOL} $<TARGET_FILE:embed> demo_text "" ${GEN}/demo_texts.h ${GEN}/demo_texts.c
		${GEN}/demo_texts.lst ${DEMO_TEXTS}
	DEPENDS embed ${DEMO_TEXTS_FILES}
	WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
	COMMENT "Demo content" VERBATIM)
add_custom_command(
	OUTPUT ${GEN}/tpl/all.h ${TEMPLATE_SOURCES}
	COMMAND ${TOOL} $<TARGET_FILE:tplc> render/views.h ${GEN}/messages.lst ${GEN}/assets.lst
		${GEN}/tpl ${TEMPLATES}
	DEPENDS tplc ${TEMPLATES_FILES} ${GEN}/messages.lst ${GEN}/assets.lst
	WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
	COMMENT "Templates" VERBATIM)
