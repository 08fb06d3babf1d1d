#include "pages/routes.h"

#include "base/num.h"

#define ROUTE(method, pattern, page, who, limit, pool)                   \
	{ HTTP_##method, pattern, #page, page, WHO_##who, LIMIT_##limit, \
		POOL_##pool, false, false },
#define SHARED_ROUTE(pattern, page)                                          \
	{ HTTP_GET, pattern, #page, page, WHO_ANYONE, LIMIT_NONE, POOL_PAGE, \
		true, false },
#define MARKED_ROUTE(pattern, page)                                          \
	{ HTTP_GET, pattern, #page, page, WHO_ANYONE, LIMIT_NONE, POOL_PAGE, \
		true, true },
const struct route routes[] = {
#include "pages/routes.def"
};
#undef ROUTE
#undef SHARED_ROUTE
#undef MARKED_ROUTE

const size_t n_routes = ARRAY_LEN(routes);

void
routes_assets(struct route_asset out[ASSET_N])
{
	for (size_t i = 0; i < ASSET_N; i++)
		out[i] = (struct route_asset){
			.path = asset_files[i].path.p,
			.content_type = asset_files[i].content_type.p,
			.bytes = asset_files[i].bytes,
			.is_immutable = true,
		};
}
