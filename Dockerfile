# syntax=docker/dockerfile:1
# One image for Docker and for Home Assistant's App. The program is built and run on the same Alpine.
ARG ALPINE=3.23

FROM node:24-alpine${ALPINE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
COPY web ./web
# SQLite comes for glibc, too, which is not here. The compiler is left by npm for cosmiconfig, which takes one where there is one.
RUN npm run build \
 && npm prune --omit=dev \
 && rm -rf node_modules/@libsql/*-gnu node_modules/typescript node_modules/@typescript \
 && chmod 755 dist/entry/start.js

# Node without npm.
FROM alpine:${ALPINE} AS image
# Alpine keeps no older versions, and the release of Alpine is one.
# hadolint ignore=DL3018
RUN apk add --no-cache libstdc++ tini \
 && addgroup -g 1000 withings2mqtt \
 && adduser -D -H -u 1000 -G withings2mqtt -h /data withings2mqtt \
 && mkdir /data \
 && chown 1000:1000 /data \
 && ln -s /app/dist/entry/start.js /usr/local/bin/withings2mqtt
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./

# Given by the release.
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="withings2mqtt" \
      org.opencontainers.image.description="Withings health data on MQTT, with sensors that appear in Home Assistant on their own" \
      org.opencontainers.image.url="https://github.com/withings2mqtt/withings2mqtt" \
      org.opencontainers.image.source="https://github.com/withings2mqtt/withings2mqtt" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      io.hass.type="app" \
      io.hass.version="${VERSION}"

# V8 collects the later, the more memory the machine has; the bridge needs little.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-semi-space-size=2 --max-old-space-size=512 --v8-pool-size=1" \
    WITHINGS2MQTT_USER=1000:1000 \
    WITHINGS2MQTT_CONFIG=/data/config.yaml \
    WITHINGS2MQTT_DATA_DIR=/data
VOLUME /data
EXPOSE 8098 8099
# As root, since Home Assistant gives /data to root; the entry hands it over and is root no more.
HEALTHCHECK --interval=1m --timeout=10s --start-period=2m CMD ["node", "/app/dist/entry/start.js", "health"]
ENTRYPOINT ["/sbin/tini", "--", "node", "/app/dist/entry/start.js"]
CMD ["run"]

# Home Assistant has its own word for a machine.
FROM image AS image-amd64
LABEL io.hass.arch="amd64"

FROM image AS image-arm64
LABEL io.hass.arch="aarch64"

# hadolint ignore=DL3006
FROM image-${TARGETARCH}
