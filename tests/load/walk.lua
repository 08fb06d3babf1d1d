-- Threads of a site at random, so that what is kept in memory fills up.
-- Words: the first and the last thread's number.
dofile(debug.getinfo(1).source:match("@(.*/)") .. "totals.lua")

local first, last

function init(args)
	first, last = tonumber(args[1]), tonumber(args[2])
	math.randomseed(first + last)
end

function request()
	return wrk.format("GET", "/t/" .. math.random(first, last))
end
