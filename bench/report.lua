-- For wrk: fresh reports, each with an id of its own, from one unit after another.
-- wrk ... -s report.lua URL -- TOKENS_FILE SEED KIND REPORTS_A_POST; KIND is incident or mixed.
local random, format, date, time = math.random, string.format, os.date, os.time
local tokens, posts, kind, batch = {}, 0, "incident", 1

function init(args)
  for token in io.lines(args[1]) do tokens[#tokens + 1] = "Bearer " .. token end
  math.randomseed(tonumber(args[2]))
  kind, batch = args[3], tonumber(args[4])
end

local function uuid()
  return format("%08x-%04x-4%03x-a%03x-%06x%06x", random(0, 2^32 - 1), random(0, 65535), random(0, 4095),
                random(0, 4095), random(0, 2^24 - 1), random(0, 2^24 - 1))
end

local function utc(ahead) return date("!%Y-%m-%dT%H:%M:%SZ", time() + ahead) end

local function report(words)
  return format('{"id":"%s","at":"%s",', uuid(), utc(0)) .. words .. "}"
end

-- Of one in ten it is one of a thousand that come again and again; most cars pass once.
local function plate()
  if random(10) == 1 then return format("1-ABC-%03d", random(0, 999)) end
  local function letter() return string.char(random(65, 90)) end
  return format("%d-%s%s%s-%03d", random(2, 9), letter(), letter(), letter(), random(0, 999))
end

local function incident()
  return report(format('"kind":"suspicious_vehicle","site":"S-%d","priority":3,' ..
    '"text":"Grey van, third pass in ten minutes","vehicle":{"plate":"%s","country":"BE","make":"Ford"}',
    random(0, 19), plate()))
end

local function check() return report(format('"kind":"check","outcome":"nothing","site":"S-%d"', random(0, 19))) end
local function call() return report(format('"kind":"check_call","post":"P-%d"', random(0, 11))) end
local function eta()
  return report(format('"visit":"V-%d","leg":%d,"eta":"%s"', random(0, 5), random(1, 5), utc(random(3600, 20000))))
end

-- Half incidents, 20 % patrol checks, 15 % check calls of posts, 15 % new times of arrival.
local function mixed()
  local n = posts % 20
  if n < 10 then return "/feeds/incidents", incident end
  if n < 14 then return "/feeds/patrol-checks", check end
  if n < 17 then return "/feeds/patrol-checks", call end
  return "/feeds/visits", eta
end

local function many(make)
  local reports = {}
  for i = 1, batch do reports[i] = make() end
  return "[" .. table.concat(reports, ",") .. "]"
end

function request()
  posts = posts + 1
  local path, make = "/feeds/incidents", incident
  if kind == "mixed" then path, make = mixed() end
  local headers = { ["Authorization"] = tokens[posts % #tokens + 1], ["Content-Type"] = "application/json" }
  return wrk.format("POST", path, headers, batch == 1 and make() or many(make))
end

function done(summary, latency)
  local wrong = summary.errors
  io.write(format('\n{"answers":%d,"seconds":%f,"refused":%d,"broken":%d,"p50":%f,"p90":%f,"p99":%f,"worst":%f}\n',
    summary.requests, summary.duration / 1e6, wrong.status, wrong.connect + wrong.read + wrong.write + wrong.timeout,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
