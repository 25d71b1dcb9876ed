# syntax=docker/dockerfile:1
FROM node:24-alpine AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
COPY web ./web
RUN npm run build && npm prune --omit=dev

FROM node:24-alpine
RUN apk add --no-cache tini && mkdir /data && chown node:node /data
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
# V8 collects the later, the more memory the machine has; the bridge needs little.
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-semi-space-size=2 --max-old-space-size=512 --v8-pool-size=1" \
    WITHINGS2MQTT_CONFIG=/data/config.yaml \
    WITHINGS2MQTT_DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 8098 8099
HEALTHCHECK --interval=1m --timeout=10s --start-period=2m CMD ["node", "/app/dist/main.js", "health"]
ENTRYPOINT ["tini", "--", "node", "/app/dist/main.js"]
CMD ["run"]
