"""Compiled inner loops of the search: price every interval and shift, find the best tour, anneal.

Time is counted in quanta, the largest length that divides every interval, start, length and break;
`quanta` is their number in an interval. ``slack[j, t]`` is what the queues of subset j require less
the agents who can serve them, in quanta; agents count in the subsets that their queues meet.

Numba's disk cache knows only the file of a kernel: after editing one that others call, delete the
``__pycache__`` of this folder.
"""
