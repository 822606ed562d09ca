"""Enqueues messages as fast as Redis takes them and prints the seconds until the last of their jobs has ended.

Usage: rq_load.py <redis url> <number of messages>
"""

import sys
import time

from redis import Redis
from rq import Queue
from rq.registry import FinishedJobRegistry

from rq_jobs import enqueue, webhook_process

JOBS_PER_MESSAGE = 3
RESULT_TTL_S = 500  # RQ's default; a finished job's score in the registry is its end plus this.
LOOK_EVERY_S = 0.02

connection = Redis.from_url(sys.argv[1])
count = int(sys.argv[2])
queue = Queue("default", connection=connection)
finished = FinishedJobRegistry(queue=queue)

began_at = time.time()
for message_id in range(count):
    enqueue(queue, webhook_process, message_id)
# Scores are whole seconds: the bench leaves a second between two runs.
while connection.zcount(finished.key, int(began_at) + RESULT_TTL_S, "+inf") < count * JOBS_PER_MESSAGE:
    time.sleep(LOOK_EVERY_S)
print(time.time() - began_at)
