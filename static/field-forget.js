// Nobody is signed in where one signs in: the field page of whoever was is not kept. What waits to be sent is.

if ("caches" in window) caches.delete("field");
