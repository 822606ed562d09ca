# One image for every role; SERVICE_ROLE says which one a container is.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# The web page and the workflow bundle are built once here, not by every worker.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npx vite build console && node scripts/check-bundle.ts

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=5000 CALLS_PORT=5050 HEALTH_PORT=9090 DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY drizzle drizzle
COPY src src
COPY workflows workflows
COPY activities activities
COPY scripts/system-admin.ts scripts/system-admin.ts
COPY --from=build /app/dist dist
COPY --from=build /app/console/dist console/dist
USER node
VOLUME /data
EXPOSE 5000 5050 9090
# No shell in between: Node itself gets SIGTERM and drains.
CMD ["node", "src/main.ts"]
